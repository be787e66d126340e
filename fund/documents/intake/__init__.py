"""The intake: what strangers send is opened apart, checked against its name, and cleaned before others open it."""

from fund.documents.intake.desk import Desk, Examined, IntakeDown, examine

__all__ = ["Desk", "Examined", "IntakeDown", "examine"]
