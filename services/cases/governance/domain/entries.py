"""What an agency declares about its processing, beside what follows from agreements and mandates. No I/O."""

from enum import StrEnum


class EntryKind(StrEnum):
    """What is declared."""

    JOINT_CONTROLLERS = "joint_controllers"
    """GDPR Art. 26: who decides together, and the essence of their arrangement."""
    PROCESSOR = "processor"
    """GDPR Art. 28: who processes on the agency's behalf."""
    IMPACT_ASSESSMENT = "impact_assessment"
    """GDPR Art. 35: where the assessment is kept, and when it is looked at again."""
