"""Who travels: the best applicants for the needs of an event, proven, with the reasons."""

from matcher.delegation.choice import Choice, Delegation, Quota, allowed, worth
from matcher.delegation.choosing import choose

__all__ = ["Choice", "Delegation", "Quota", "allowed", "choose", "worth"]
