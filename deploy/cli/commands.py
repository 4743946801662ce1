"""What an operator can do. Every make target is one of these."""

import gc
from typing import Annotated
from uuid import UUID

import typer

from deploy.cli import typed
from deploy.cli.audit_commands import audit
from deploy.cli.bench_commands import MEASURES
from deploy.cli.key_commands import keys
from deploy.cli.policy_commands import policy
from deploy.cli.running import Home, Url, run
from deploy.launch.installation import home_folder
from shared.contracts.identity.vocabulary import AgencyKind, Sector

app = typer.Typer(
    name="parcours",
    help="One person-centred record, and referrals that close the loop.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
)
register = typer.Typer(no_args_is_help=True)
app.add_typer(register, name="register", help="Begin: municipalities, agencies with a first administrator, front ends.")
app.add_typer(audit, name="audit", help="Access log and journal: who looked, and whether all of it is still there.")
app.add_typer(keys)  # without a name: they stand among the others
app.add_typer(policy, name="policy", help="The rules: why somebody may see what.")
for measure in MEASURES:
    app.command()(measure)
Name = Annotated[str, typer.Argument(callback=typed.name)]


@app.command()
def up(
    home: Home = None,
    *,
    processes: Annotated[bool, typer.Option(help="Gateway and each service as processes of their own.")] = False,
    demo: Annotated[bool, typer.Option(help="Fill an empty installation with fictional demo data.")] = False,
) -> None:
    """Start everything on this machine and serve until Ctrl-C."""
    gc.disable()  # until `shared.web.serving.stay`
    from deploy.cli.up import serve

    run(serve(home or home_folder(), processes=processes, demo=demo))


@app.command()
def migrate(home: Home = None) -> None:
    """Bring the schemas of all services to this version, then stop."""
    from deploy.cli.inspect import migrate_only

    run(migrate_only(home or home_folder()))


@app.command()
def seed(home: Home = None, url: Url = "http://127.0.0.1:8000") -> None:
    """Fill a running installation with the fictional demonstration, as `parcours up --demo` does."""
    from deploy.demo.seed import seed_running

    run(seed_running(home or home_folder(), url))


@app.command()
def status(url: Url = "http://127.0.0.1:8000") -> None:
    """Say which parts of a running installation are ready."""
    from deploy.cli.inspect import print_status

    run(print_status(url))


@app.command()
def token(
    login: Annotated[str, typer.Argument(help="Sign-in name, as `parcours up --demo` lists them.")],
    agency: Annotated[
        str | None, typer.Argument(help="For which agency (`habitat`); their first when left out.")
    ] = None,
    home: Home = None,
    url: Url = "http://127.0.0.1:8000",
) -> None:
    """Sign a worker of the demonstration in and print the access token."""
    from deploy.cli.token import print_token

    run(print_token(home or home_folder(), url, login, agency))


@register.command()
def municipality(
    name: Name,
    home: Home = None,
    country: Annotated[str, typer.Option(callback=typed.country, help="ISO 3166-1 alpha-2.")] = "FR",
    time_zone: Annotated[
        str, typer.Option(callback=typed.time_zone, help="IANA name of the time zone of its offices.")
    ] = "Europe/Paris",
    code: Annotated[str, typer.Option(help="In the national register.")] = "",
) -> None:
    """A public authority in whose responsibility records lie. Prints its id."""
    from deploy.cli.register import register_municipality

    run(register_municipality(home or home_folder(), name=name, country=country, time_zone=time_zone, code=code))


@register.command()
def agency(
    name: Name,
    municipality: Annotated[list[UUID], typer.Option(help="Where it works, its seat first.")],
    sector: Annotated[Sector, typer.Option()],
    administrator: Annotated[str, typer.Option(callback=typed.name, help="Name of its first administrator.")],
    login: Annotated[str, typer.Option(callback=typed.name, help="With which that one signs in.")],
    kind: Annotated[AgencyKind, typer.Option()] = AgencyKind.PUBLIC,
    home: Home = None,
) -> None:
    """An agency, and its first administrator. Prints its id, and a code to choose a password with."""
    from deploy.cli.register import register_agency

    run(
        register_agency(
            home or home_folder(),
            name=name,
            sector=sector,
            kind=kind,
            municipalities=municipality,
            administrator=administrator,
            login=login,
        )
    )


@register.command()
def front_end(
    name: Name,
    agency: Annotated[UUID, typer.Option(help="Who answers for it.")],
    redirect_uri: Annotated[list[str], typer.Option(help="Where it takes workers back after signing in.")],
    home: Home = None,
) -> None:
    """A program with which workers of every agency sign in. Prints its client id."""
    from deploy.cli.register import register_front_end

    run(register_front_end(home or home_folder(), name=name, agency_id=agency, redirect_uris=redirect_uri))


@app.command()
def invite(
    login: Annotated[str, typer.Argument(help="Sign-in name of an administrator who cannot get in.")],
    home: Home = None,
) -> None:
    """Let somebody choose a new password when no administrator of their agency can ask them to. Prints a code."""
    from deploy.cli.register import invite as invite_again

    run(invite_again(home or home_folder(), login))


@app.command()
def prepare_server() -> None:
    """Create schemas and roles on an external PostgreSQL (PARCOURS_ADMIN_URL); may be run again."""
    from deploy.cli.operate import prepare_external_server

    run(prepare_external_server())


@app.command()
def redrive(home: Home = None) -> None:
    """Hand the dead letters of a running installation to their subscriptions again."""
    from deploy.cli.operate import redrive_dead_letters

    run(redrive_dead_letters(home or home_folder()))


@app.command()
def retention(
    home: Home = None,
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Delete what is due; without it, only count.")] = False,
) -> None:
    """Count what is due, held and stays by the rules of each agency, documents by class, all else by category and kind;
    delete what is due when told to.
    """
    from deploy.cli.retention import run_schedule

    run(run_schedule(home or home_folder(), apply=apply))


@app.command()
def documents(
    *,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail when one is stale.")] = False,
) -> None:
    """Write the documents that are generated from the code: policy, events, tables, problems, API."""
    from deploy.cli.documents import require_fresh, write_documents

    run(require_fresh() if check else write_documents())


@app.command()
def demo(
    chapters: Annotated[list[str] | None, typer.Argument(help="Only these chapters, as `one-record`.")] = None,
    home: Home = None,
    url: Url = "http://127.0.0.1:8000",
) -> None:
    """Play scenes between workers of several agencies against the running demonstration."""
    from deploy.demo.story.play import play

    run(play(url, home or home_folder(), chapters or ()))
