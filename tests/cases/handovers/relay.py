"""A team under one agreement whose members hand over to each other."""

from uuid import UUID

from tests.cases.coordination.scenes import Scene


class Relay(Scene):
    """A scene that remembers its agreement, which is between the agencies of all three."""

    agreement_id: UUID
