"""Each page of a list names the next one in its `Link` header, and only its own."""

from shared.web.pages import cursor, link_to_next, one_answer


def test_the_last_page_names_none() -> None:
    with one_answer():
        assert link_to_next("/v1/cases", b"limit=5") is None


def test_the_next_page_keeps_the_filters_and_replaces_the_cursor() -> None:
    with one_answer():
        following = cursor("Bouleau", 7)
        assert link_to_next("/v1/cases", b"state=open&after=old&q=") == (
            f'</v1/cases?state=open&q=&after={following}>; rel="next"'
        )


def test_a_question_to_another_service_in_the_same_task_does_not_name_ours() -> None:
    with one_answer():
        with one_answer():
            cursor("theirs")
        assert link_to_next("/v1/cases", b"") is None
