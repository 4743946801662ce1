"""What is true of items of every kind. No I/O."""

from shared.refusals import Gone


class Deleted(Gone):
    """It was here and you might have read it. Its time was over and it was deleted; what it said is nowhere any more.
    `kind`, `deleted_at` and `rule_id` say what it was, since when it is gone, and by which rule.
    """

    code = "deleted"
    title = "It was deleted"
    title_fr = "Supprimé"
