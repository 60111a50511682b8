"""Figures that help articles name, taken from the code that keeps to them: `{dispute_answer}` in a text."""

from projects.disputes import dispute_clocks


def figures() -> dict[str, str]:
    """Each by the name under which a text has it."""
    return {
        "dispute_answer": str(dispute_clocks.ANSWER_DAYS),
        "dispute_talk": str(dispute_clocks.TALK.days),
        "dispute_evidence": str(dispute_clocks.EVIDENCE_DAYS),
        "dispute_proposal": str(dispute_clocks.PROPOSAL.days),
        "dispute_acceptance": str(dispute_clocks.ACCEPTANCE.days),
        "dispute_mediation": str(dispute_clocks.MEDIATION.days),
        "dispute_fee": str(dispute_clocks.FEE_DAYS),
        "dispute_award": str(dispute_clocks.AWARD_DAYS),
        "dispute_decision": str(dispute_clocks.DECISION_DAYS),
    }
