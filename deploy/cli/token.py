"""The command that signs a worker of the demonstration in, for whoever speaks to the API by hand."""

from pathlib import Path

from deploy.demo.cast import WORKERS, worker
from deploy.demo.desk import signed_in
from deploy.demo.keys import read_keys
from deploy.launch.refusals import LaunchRefused


async def print_token(home: Path, url: str, login: str, agency_key: str | None) -> None:
    """Sign in as a browser would, and print the access token alone.

    Args:
        agency_key: for which agency (`habitat`); the worker's first when not given.

    Raises:
        LaunchRefused: no demonstration in this folder, no such worker, not one of that agency, or the sign-in page
            lets nobody in.
    """
    keys = read_keys(home)
    if keys is None:
        raise LaunchRefused(f"There is no demonstration in {home}. Start one with `parcours up --demo`.")
    if login not in {one.login for one in WORKERS}:
        raise LaunchRefused(f"Nobody signs in as {login}. There are: {', '.join(one.login for one in WORKERS)}.")
    one = worker(login)
    theirs = [key for key, _ in one.memberships]
    if agency_key is not None and agency_key not in theirs:
        raise LaunchRefused(f"{login} does not work for {agency_key}. There is: {', '.join(theirs)}.")
    desk = await signed_in(url, one, agency_key or theirs[0], keys.password)
    print(desk.http.headers["Authorization"].removeprefix("Bearer "))
    await desk.close()
