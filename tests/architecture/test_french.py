"""Whoever is told no is told so in French too."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.documents import contents
from shared.phrases import Phrase
from shared.policy.grammar import spoken
from tests.architecture.tree import parsed, python_files

# They answer in the words of RFC 6749, whose `error_description` is English in ASCII and meant for a developer.
OF_OAUTH = frozenset({"TokenRefused", "AuthorizationRefused"})


def named(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


def kinds_of(roots: frozenset[str]) -> frozenset[str]:
    """These classes and whatever is derived from them, anywhere."""
    known: frozenset[str] = frozenset()
    found = roots
    while known != found:
        known = found
        found = known | {
            node.name
            for path in python_files()
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.ClassDef) and known & {named(parent) for parent in node.bases}
        }
    return known


def english_alone(path: Path, kinds: frozenset[str]) -> Iterator[str]:
    """Refusals that say something beside their title, and not in French."""
    for node in ast.walk(parsed(path)):
        if not isinstance(node, ast.Call) or named(node.func) not in kinds or not node.args:
            continue
        is_sentence = isinstance(node.args[0], ast.JoinedStr | ast.Constant)
        if is_sentence and "detail_fr" not in {keyword.arg for keyword in node.keywords}:
            yield f"{path}:{node.lineno}: {ast.unparse(node)}"


def test_what_a_refusal_says_beside_its_title_it_says_in_french() -> None:
    kinds = kinds_of(frozenset({"Refusal"})) - kinds_of(OF_OAUTH)
    assert len(kinds) > 30
    assert [found for path in python_files() for found in english_alone(path, kinds)] == []


def test_every_refusal_has_a_title_of_its_own_in_both_languages_or_in_none() -> None:
    found = []
    for path in python_files():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                said = {named(one) for part in node.body if isinstance(part, ast.Assign) for one in part.targets}
                if ("title" in said) != ("title_fr" in said) and "code" in said:
                    found.append(f"{path}:{node.lineno}: {node.name}")
    assert found == []


def test_a_validator_of_a_body_speaks_both_languages() -> None:
    bare = [
        f"{path}:{node.lineno}"
        for path in python_files("services")
        if "api" in path.with_suffix("").parts
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Raise) and node.exc is not None and ast.unparse(node.exc).startswith("ValueError")
    ]
    assert bare == [], "raise WrongValue (shared/refusals.py), or the field's message is not quoted"


def phrases() -> Iterator[Phrase]:
    """Whatever the rules of all areas say: on the pages of the policy, and to whoever is told no."""
    for heading, rules in contents.rules().items():
        yield heading
        for rule in rules:
            yield from (rule.action, rule.because, *rule.then, *map(spoken, rule.when))
    yield from contents.shown_by_grants().values()


def test_every_rule_says_in_french_what_it_says_in_english() -> None:
    said = {str(phrase): phrase.in_french for phrase in phrases()}
    assert len(said) > 300
    assert [english for english, french in said.items() if not french or (french == english and " " in english)] == []


def test_a_rule_says_the_same_thing_in_the_same_french_words() -> None:
    twins: dict[str, set[str]] = {}
    for phrase in phrases():
        twins.setdefault(str(phrase), set()).add(phrase.in_french)
    assert {english: french for english, french in twins.items() if len(french) > 1} == {}


def test_a_sentence_without_a_french_twin_is_no_part_of_a_policy() -> None:
    def in_english_alone() -> None:
        """Somebody forgot the other half of the readers."""

    with pytest.raises(AssertionError, match="in French"):
        spoken(in_english_alone)


def test_an_action_follows_you_may_not() -> None:
    """`Vous ne pouvez pas voir … de son propre organisme` is nobody's French."""
    said = [rule.action.in_french for rules in contents.rules().values() for rule in rules]
    assert [action for action in said if {"son", "sa", "ses", "se"} & set(action.replace("'", " ").split())] == []
