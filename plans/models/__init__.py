"""What was promised: plans, sections, targets and their figures."""

from plans.models.file_counts import FileCounts
from plans.models.plan import Annex, Plan, PlanState, Section, SectionLevel
from plans.models.target import (
    Comparator,
    FigureEvidence,
    IndexGroup,
    Measurement,
    PeriodClosing,
    Relation,
    Target,
)

__all__ = [
    "Annex",
    "Comparator",
    "FigureEvidence",
    "FileCounts",
    "IndexGroup",
    "Measurement",
    "PeriodClosing",
    "Plan",
    "PlanState",
    "Relation",
    "Section",
    "SectionLevel",
    "Target",
]
