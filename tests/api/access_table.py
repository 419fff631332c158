"""Who may do what through the API: the one explicit table, a row for each operation of the description.

To add an operation, add a row: `"operation_id": access`, or for what is written `(access, body)`. `PUBLIC`,
`SIGNED_IN` and a permission mean the same as in tests/web/access_table.py.
"""

from typing import Any

from wholeplace.services.people.permissions import Permission

PUBLIC = "public"
SIGNED_IN = "signed in"
P = Permission

READS: dict[str, str] = {
    "read_me": SIGNED_IN,
    "read_tasks": SIGNED_IN,
    "list_places": PUBLIC,
    "read_place": PUBLIC,
    "read_place_overview": PUBLIC,
    "list_decisions": PUBLIC,
    "list_organisations": PUBLIC,
    "read_organisation": PUBLIC,
    "list_budget_heads": PUBLIC,
    "read_budget_head": PUBLIC,
    "list_own_records": PUBLIC,
    "list_people": P.SEE_WORK,
    "list_invitations": P.MANAGE_PEOPLE,
    "list_needs": PUBLIC,
    "read_need": PUBLIC,
    "list_commissions": PUBLIC,
    "read_commission": PUBLIC,
    "read_law": PUBLIC,
    "read_principles": PUBLIC,
    "read_settings": PUBLIC,
    "list_options": PUBLIC,
    "read_option": PUBLIC,
    "list_involvement": PUBLIC,
    "list_consultations": PUBLIC,
    "read_equality": PUBLIC,
    "read_test": PUBLIC,
    "read_decision": PUBLIC,
    "list_withheld_parts": PUBLIC,
    "read_readiness": P.SEE_WORK,
    "read_test_progress": P.SEE_WORK,
    "list_history": P.SEE_WORK,
    "list_case_files": PUBLIC,
    "read_case_file": PUBLIC,
    "list_commission_case_files": PUBLIC,
    "read_newest_case_file": PUBLIC,
    "list_versions": PUBLIC,
    "read_version": PUBLIC,
    "read_appraisal": PUBLIC,
    "read_draft": P.SEE_WORK,
    "read_job": P.SEE_WORK,
    "read_draft_file": P.SEE_WORK,
    "read_draft_history": P.SEE_WORK,
    "read_draft_table": P.SEE_WORK,
    "read_version_file": P.SEE_WORK,
    "list_documents": PUBLIC,
    "read_document": PUBLIC,
    "read_document_file": PUBLIC,
    "read_chain": PUBLIC,
    "list_events": PUBLIC,
    "list_checkpoints": PUBLIC,
    "list_parameters": PUBLIC,
    "read_parameter": PUBLIC,
    "list_law_rules": PUBLIC,
    "read_law_rule": PUBLIC,
}

REASON = {"reason": "Because it is so"}
OPTION = {"name": "Alliance of charities", "model": "alliance"}
CONSULTATION = {
    "title": "Second round",
    "opens_on": "2027-01-01",
    "closes_on": "2027-02-01",
    "still_open": "All of it",
}
INVOLVEMENT = {
    "group": "users",
    "title": "Visit",
    "held_on": "2026-11-02",
    "method": "Talks",
    "people_reached": 9,
}
ORGANISATION = {"name": "New trust", "kind": "charity"}
IDENTITY = {"name": "Calderwick", "body_kind": "council"}
LIMITS = {
    "light_route_limit_pounds": 1, "lock_in_limit_share": 0.5, "call_in_days": 5, "consultation_days": 42,
    "proposal_answer_days": 30, "tests_everything": False,
}  # fmt: skip
PAGE = {
    "options": [
        {"name": "A", "model": "in-house", "yearly_cost_pounds": 1, "why": "w"},
        {"name": "B", "model": "grant", "yearly_cost_pounds": 2, "why": "w"},
    ],
    "years": 2,
    "heard": {
        "group": "users",
        "method": "m",
        "people_reached": 3,
        "said": "s",
        "response": "r",
        "held_on": "2026-11-01",
    },
    "equality": "e",
    "grant_considered": "g",
}
RULE = {"kind": "law-rule", "record": {"id": "x"}, "revision": 0}

CHANGE = {"do": "set", "table": "case", "column": "title", "was": "Housing-related support", "text": "Shade"}

WRITES: dict[str, tuple[str, dict[str, Any] | None]] = {
    "change_name": (SIGNED_IN, {"name": "Somebody"}),
    "accept_invitation": (SIGNED_IN, {"token": "forged"}),
    # Anybody may ask; the operation itself lets operators only.
    "found_place": (SIGNED_IN, {"name": "Northwold"}),
    "open_to_public": (P.KEEP_PLACE, None),
    "change_identity": (P.KEEP_PLACE, IDENTITY | {"revision": 0}),
    "change_limits": (P.KEEP_PLACE, LIMITS | {"revision": 0}),
    "add_organisation": (P.KEEP_PLACE, ORGANISATION),
    "change_organisation": (P.KEEP_PLACE, ORGANISATION | {"revision": 0}),
    "add_budget_head": (P.KEEP_PLACE, {"name": "Housing"}),
    "change_budget_head": (P.KEEP_PLACE, {"name": "Housing", "revision": 0}),
    "keep_own_record": (P.KEEP_PLACE, RULE),
    "drop_own_record": (P.KEEP_PLACE, None),
    "invite_person": (P.MANAGE_PEOPLE, {"email": "new@example.org", "role": "member"}),
    "withdraw_invitation": (P.MANAGE_PEOPLE, None),
    "give_role": (P.MANAGE_PEOPLE, {"role": "member"}),
    "take_role": (P.MANAGE_PEOPLE, None),
    "record_need": (SIGNED_IN, {"title": "Shade", "what": "Trees at the bus stop"}),
    "support_need": (SIGNED_IN, None),
    "withdraw_support": (SIGNED_IN, None),
    "add_evidence": (SIGNED_IN, {"title": "A count"}),
    "answer_need": (P.MODERATE, {"answer": "We will"}),
    "sort_need": (P.MODERATE, {"theme": "Streets"}),
    "hide_need": (P.MODERATE, REASON),
    "show_need": (P.MODERATE, None),
    "found_commission": (P.RUN_COMMISSION, {"title": "Shade"}),
    "change_settings": (P.RUN_COMMISSION, {"title": "Shade", "revision": 0}),
    "state_route_reasons": (P.RUN_COMMISSION, {"grant_considered": "Yes"}),
    "set_next_step": (P.RUN_COMMISSION, {"next_step": "Read"}),
    "hand_lead_over": (P.RUN_COMMISSION, {"person": 1}),
    "open_commission_to_public": (P.RUN_COMMISSION, None),
    "cite_need": (P.RUN_COMMISSION, {"number": 1}),
    "stop_citing_need": (P.RUN_COMMISSION, None),
    "add_outcome": (P.RUN_COMMISSION, {"name": "Shade"}),
    "remove_outcome": (P.RUN_COMMISSION, None),
    "add_success_factor": (P.RUN_COMMISSION, {"name": "Shade"}),
    "remove_success_factor": (P.RUN_COMMISSION, None),
    "move_commission": (P.RUN_COMMISSION, {"to_stage": "decision"}),
    "withdraw_commission": (P.RUN_COMMISSION, REASON),
    "write_one_page": (P.RUN_COMMISSION, PAGE),
    "advance_light": (P.RUN_COMMISSION, None),
    "propose_option": (SIGNED_IN, OPTION | {"description": "Together"}),
    # The operations themselves let only whoever proposed it.
    "change_proposal": (SIGNED_IN, OPTION | {"description": "Together", "revision": 0}),
    "withdraw_proposal": (SIGNED_IN, None),
    "add_option": (P.RUN_COMMISSION, OPTION),
    "edit_option": (P.RUN_COMMISSION, OPTION | {"model": "in-house", "revision": 0}),
    "answer_proposal": (P.RUN_COMMISSION, {"answer": "accepted"}),
    "assess_option": (P.RUN_COMMISSION, {"factors": [{"factor": "one-worker", "meets": "yes"}]}),
    "move_option": (P.RUN_COMMISSION, {"status": "longlisted"}),
    "name_comparator": (P.RUN_COMMISSION, None),
    "record_advice": (P.RUN_COMMISSION, REASON | {"status": "available", "given_by": "Solicitor", "given_on": "2026-11-01"}),
    "answer_question": (P.ANSWER_TEST, REASON | {"answer": "neutral"}),
    "hand_test_over": (P.ANSWER_TEST, {"to": 1}),
    "take_test_back": (P.ANSWER_TEST, None),
    "check_test": (P.SEE_WORK, {"agrees": True, "seen": 1}),
    "record_involvement": (P.RECORD_INVOLVEMENT, INVOLVEMENT),
    "correct_involvement": (P.RECORD_INVOLVEMENT, INVOLVEMENT),
    "add_theme": (P.RECORD_INVOLVEMENT, {"theme": "Noise", "count": 3}),
    "respond_to_theme": (P.RECORD_INVOLVEMENT, {"response": "Yes"}),
    "announce_consultation": (P.RECORD_INVOLVEMENT, CONSULTATION),
    "change_consultation": (P.RECORD_INVOLVEMENT, CONSULTATION),
    "count_responses": (P.RECORD_INVOLVEMENT, {"responses": 4}),
    "look_at_group": (P.ASSESS_EQUALITY, {"group": "Age", "baseline": "Many"}),
    "finish_equality": (P.ASSESS_EQUALITY, {"summary": "Fair"}),
    "declare_interest": (P.DECLARE_INTEREST, {"has_interest": False}),
    "recommend_option": (P.RECOMMEND, {"option": "team", "reasons": "r", "risks": "k"}),
    "record_decision": (P.DECIDE, {"option": "team", "decided_by": "Cabinet", "decided_on": "2026-11-24", "reasons": "r"}),
    "call_in_decision": (P.DECIDE, REASON),
    "end_call_in": (P.DECIDE, REASON | {"outcome": "stands"}),
    "override_principle": (P.OVERRIDE_PRINCIPLE, REASON | {"principle": "lawful"}),
    "record_compensation": (P.RUN_COMMISSION, {"agency": "adult-care", "agreed_with": "Them", "amount_note": "£1", "on": "2026-11-01"}),
    "record_award": (P.RUN_COMMISSION, {"route": "grant"}),
    "set_review": (P.RUN_COMMISSION, {"review_on": "2027-11-01", "triggers": "Prices"}),
    "start_draft": (P.WRITE_APPRAISAL, {}),
    "replace_draft": (P.WRITE_APPRAISAL, {"case": {}, "revision": 1}),
    "upload_draft": (P.WRITE_APPRAISAL, {"revision": "1"}),
    "save_cells": (P.WRITE_APPRAISAL, {"changes": [CHANGE]}),
    "add_member": (P.WRITE_APPRAISAL, {"table": "outcomes", "name": "Shade"}),
    "copy_option": (P.WRITE_APPRAISAL, None),
    "compute_draft": (P.WRITE_APPRAISAL, {}),
    "attach_document": (P.WRITE_APPRAISAL, {"title": "Survey"}),
    "release_document": (P.PUBLISH, None),
    "cite_document": (P.WRITE_APPRAISAL, {"option": "team", "table": "costs", "row": "firstline"}),
    "undo_last": (P.WRITE_APPRAISAL, None),
    "redo_last": (P.WRITE_APPRAISAL, None),
    "go_back": (P.WRITE_APPRAISAL, None),
    "make_version": (P.WRITE_APPRAISAL, {}),
    "ask_for_result": (P.WRITE_APPRAISAL, None),
    "cancel_job": (P.WRITE_APPRAISAL, None),
    "publish_version": (P.PUBLISH, None),
    "withhold_part": (P.WITHHOLD, REASON | {"part": "options.team.costs", "category": "commercially-confidential"}),
    "release_part": (P.WITHHOLD, None),
    "withhold_results_too": (P.WITHHOLD, None),
}  # fmt: skip
# These are sent as forms with a file: its name and what is in it.
FILES = {"upload_draft": ("case.toml", b"x"), "attach_document": ("survey.txt", b"212 of 300")}
# Asked of somebody whom the row allows, these are carried out in the world; the rest meets a rule of the house.
CARRIED_OUT = frozenset(
    {
        "change_name", "change_identity", "change_limits", "add_organisation", "change_organisation",
        "add_budget_head", "change_budget_head", "invite_person", "record_need", "support_need",
        "add_evidence", "answer_need", "sort_need", "hide_need", "found_commission", "change_settings",
        "state_route_reasons", "set_next_step", "stop_citing_need", "add_outcome", "remove_outcome",
        "add_success_factor", "remove_success_factor", "withdraw_commission", "propose_option", "add_option",
        "edit_option", "assess_option", "move_option", "record_advice", "answer_question",
        "record_involvement", "correct_involvement", "add_theme", "respond_to_theme", "announce_consultation",
        "look_at_group", "finish_equality", "declare_interest", "override_principle", "record_compensation",
        "set_review", "withhold_part", "release_part", "ask_for_result", "cancel_job", "give_role",
        "save_cells", "add_member", "copy_option", "attach_document", "cite_document",
    }
)  # fmt: skip
