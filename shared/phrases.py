"""What is said in both languages, where it stands."""

from typing import Self


class Phrase(str):
    """A phrase in English, which is its value, with its French twin.

    Example:
        `ACCEPT = Phrase("accept a referral", "accepter une orientation")`
    """

    __slots__ = ("in_french",)
    in_french: str

    def __new__(cls, english: str, in_french: str) -> Self:
        phrase = super().__new__(cls, english)
        phrase.in_french = in_french
        return phrase

    def told(self, *, french: bool) -> str:
        """The phrase in the language of whoever reads it."""
        return self.in_french if french else str(self)
