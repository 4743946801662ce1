"""What is true of items of every kind. No I/O."""

from shared.refusals import Gone


class Deleted(Gone):
    """It was here, you might have read it, and it was deleted; what it said is nowhere any more.

    `kind`, `deleted_at` and `because` say what it was, since when it is gone, and whether its time was over
    (`retention`) or its person asked for it (`erasure`); `rule_id` is the rule, or the step by which it was erased.
    """

    code = "deleted"
    title = "It was deleted"
    title_fr = "Supprimé"
