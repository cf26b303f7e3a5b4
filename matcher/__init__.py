"""Who should meet whom: profiles and an encoder in, matches with their reasons out.

``rank`` is the main function; ``participants`` turns its result into supplier x buyer scores.
"""

from matcher.encoder import Encoder, load_encoder
from matcher.evidence import Evidence
from matcher.matches import Match, Matches
from matcher.participants import ParticipantMatches, participants
from matcher.profiles import Profile
from matcher.rank import rank
from matcher.reasons import reasons
from matcher.scoring import Weights
from matcher.wishes import Wishes

__all__ = [
    "Encoder",
    "Evidence",
    "Match",
    "Matches",
    "ParticipantMatches",
    "Profile",
    "Weights",
    "Wishes",
    "load_encoder",
    "participants",
    "rank",
    "reasons",
]
