"""Who may open what: the one explicit table, a row for each name of an address.

To add a page, add a row to ROWS: `"url-name": Row(access)`, where access is one of

- `PUBLIC`: everybody (of a place or commission that they may see);
- `OWN_ACCOUNT`: whoever has signed in, even before the second step of staff is set up;
- `SIGNED_IN`: whoever has signed in, staff with their second step;
- `Permission.X`: those whose role in the place allows X;
- `OPERATORS`: those who set up places.

More may be said where it is needed: `method="post"` and `data` for what is sent, `answers` for the statuses that
an allowed request may have (200 for a page; 302, 409 or 422 for what is sent), `parts` for parts of the address
that WORLD_PARTS does not know, `is_hidden_with_commission=False` where a draft commission does not hide the
page, `but` for people who get another status than the rule gives (by their name below).

The people: "anonymous", one for each role by its name, "operator", "of another place" (every role there, none
here), "without second step" (a commissioner).
The states: "open", "draft" (the commission is not opened yet), "unopened" (the place is not).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wholeplace.services.people.permissions import Permission

PUBLIC = "public"
OWN_ACCOUNT = "own account"
SIGNED_IN = "signed in"
OPERATORS = "operators"
PAGE = frozenset({200})
SENT = frozenset({302, 409, 422})
# The world has no such record: whoever is let in is told so, whoever is not is refused before.
NOT_THERE = frozenset({404})

# Parts of addresses, of the world in test_access_matrix.make_world.
WORLD_PARTS: dict[str, object] = {
    "place": "calderwick",
    "commission": "housing-support",
    "option": "in-house",
    "number": 1,
    "organisation": "north-charity",
}


@dataclass(frozen=True)
class Row:
    """Who may open one address, and with what status."""

    access: str
    method: str = "get"
    data: Mapping[str, object] = field(default_factory=dict)
    answers: frozenset[int] = PAGE
    parts: Mapping[str, object] = field(default_factory=dict)
    # Written out where it cannot be made from the name, for a pattern that takes anything.
    address: str = ""
    is_hidden_with_commission: bool = True
    but: Mapping[str, int] = field(default_factory=dict)


TO_ACCOUNT = Row(OWN_ACCOUNT, answers=frozenset({302}))
P = Permission
SIGNED_OUT: Mapping[str, int] = {"anonymous": 401, "without second step": 401}

ROWS: dict[str, Row] = {
    # for whoever runs the service
    "health": Row(PUBLIC),
    "ready": Row(PUBLIC),
    # for programs; the addresses of the API itself are in tests/api
    "api": Row(PUBLIC),
    "api-description": Row(PUBLIC),
    "api-case-file-schema": Row(PUBLIC),
    "api-nothing": Row(PUBLIC, answers=frozenset({404}), address="/api/no/such/thing"),
    # signing in
    "account_login": Row(PUBLIC, answers=frozenset({200, 302})),
    "account_logout": Row(PUBLIC, answers=frozenset({200, 302})),
    "account_inactive": Row(PUBLIC),
    "account_signup": Row(PUBLIC, answers=frozenset({200, 302})),
    "account_email_verification_sent": Row(PUBLIC),
    "account_confirm_email": Row(PUBLIC, parts={"key": "forged"}),
    "account_reset_password": Row(PUBLIC),
    "account_reset_password_done": Row(PUBLIC),
    "account_reset_password_from_key": Row(PUBLIC, parts={"uidb36": "1", "key": "forged"}),
    "account_reset_password_from_key_done": Row(PUBLIC),
    "mfa_authenticate": Row(PUBLIC, answers=frozenset({302})),
    "socialaccount_signup": Row(PUBLIC, answers=frozenset({302})),
    "socialaccount_login_cancelled": Row(PUBLIC),
    "socialaccount_login_error": Row(PUBLIC, answers=frozenset({401})),
    "openid_connect_login": Row(PUBLIC, parts={"provider_id": "unknown"}, answers=frozenset({404})),
    "openid_connect_callback": Row(PUBLIC, parts={"provider_id": "unknown"}, answers=frozenset({404})),
    # one's own account
    "account": Row(OWN_ACCOUNT),
    "tokens": Row(SIGNED_IN),
    "token-revoke": Row(SIGNED_IN, method="post", answers=frozenset({404})),
    "account_reauthenticate": Row(OWN_ACCOUNT),
    "account_email": Row(OWN_ACCOUNT),
    "account_change_password": Row(OWN_ACCOUNT),
    "account_set_password": TO_ACCOUNT,
    "mfa_index": TO_ACCOUNT,
    "mfa_reauthenticate": Row(OWN_ACCOUNT, answers=frozenset({200, 302})),
    "mfa_activate_totp": Row(OWN_ACCOUNT, answers=frozenset({200, 302})),
    "mfa_deactivate_totp": Row(OWN_ACCOUNT, answers=frozenset({302, 404})),
    "mfa_view_recovery_codes": Row(OWN_ACCOUNT, answers=frozenset({404})),
    "mfa_generate_recovery_codes": Row(OWN_ACCOUNT, answers=frozenset({302})),
    "mfa_download_recovery_codes": Row(OWN_ACCOUNT, answers=frozenset({404})),
    "socialaccount_connections": TO_ACCOUNT,
    "account-name": Row(OWN_ACCOUNT),
    "account-data": Row(OWN_ACCOUNT),
    "account-session-end": Row(OWN_ACCOUNT, method="post", answers=SENT),
    "account-sign-out-everywhere": Row(OWN_ACCOUNT, method="post", answers=SENT),
    "account-erase": Row(OWN_ACCOUNT),
    "invitation": Row(PUBLIC, parts={"token": "forged"}, answers=frozenset({409})),
    # the same for everybody
    "first-run": Row(PUBLIC, answers=frozenset({302})),
    "about": Row(PUBLIC),
    "privacy": Row(PUBLIC),
    "accessibility": Row(PUBLIC),
    "security": Row(PUBLIC),
    "security-well-known": Row(PUBLIC),
    "robots": Row(PUBLIC),
    # keeping a place
    "new-place": Row(OPERATORS),
    "settings": Row(P.KEEP_PLACE),
    "settings-about": Row(P.KEEP_PLACE),
    "settings-limits": Row(P.KEEP_PLACE),
    "settings-open": Row(P.KEEP_PLACE),
    "settings-organisations": Row(P.KEEP_PLACE),
    "settings-organisation-add": Row(P.KEEP_PLACE),
    "settings-organisation": Row(P.KEEP_PLACE),
    "settings-budgets": Row(P.KEEP_PLACE),
    "settings-budget-add": Row(P.KEEP_PLACE),
    "settings-budget": Row(P.KEEP_PLACE, parts={"budget": "adult-social-care"}),
    "settings-records": Row(P.KEEP_PLACE, parts={"kind": "parameter"}),
    "settings-record-add": Row(P.KEEP_PLACE, parts={"kind": "law-rule"}),
    "settings-record": Row(P.KEEP_PLACE, parts={"kind": "parameter", "identifier": "hour-cost"}),
    "settings-record-remove": Row(P.KEEP_PLACE, parts={"kind": "parameter", "identifier": "hour-cost"}),
    "settings-people": Row(P.MANAGE_PEOPLE),
    "settings-invite": Row(P.MANAGE_PEOPLE),
    "settings-role-give": Row(P.MANAGE_PEOPLE, parts={"number": "a role here"}),
    "settings-role-take": Row(P.MANAGE_PEOPLE, parts={"number": "a role here"}),
    "settings-invitation-withdraw": Row(P.MANAGE_PEOPLE, parts={"number": "an invitation here"}),
    # everywhere
    "choose-language": Row(PUBLIC, method="post", answers=SENT),
    # places
    "places": Row(PUBLIC),
    "place": Row(PUBLIC),
    "place-colour": Row(PUBLIC),
    "place-history": Row(PUBLIC),
    "place-feed": Row(PUBLIC),
    "commission-feed": Row(PUBLIC),
    # a commission, for everybody
    "commissions": Row(PUBLIC),
    "commission": Row(PUBLIC),
    "option": Row(PUBLIC),
    "appraisal": Row(PUBLIC),
    "appraisal-chapter": Row(PUBLIC, parts={"chapter": "answer"}),
    "appraisal-cash": Row(PUBLIC, parts={"kind": "xlsx"}, answers=NOT_THERE),
    "versions": Row(PUBLIC),
    "test": Row(PUBLIC),
    "decision": Row(PUBLIC),
    # for those who check and re-use
    "check": Row(PUBLIC),
    "methods": Row(PUBLIC),
    "method-page": Row(PUBLIC, parts={"page": "worked-examples"}),
    "parameters": Row(PUBLIC),
    "parameters-file": Row(PUBLIC, parts={"kind": "csv"}),
    "data": Row(PUBLIC),
    "case-file-schema": Row(PUBLIC),
    # needs
    "needs": Row(PUBLIC),
    "need": Row(PUBLIC),
    "need-record": Row(SIGNED_IN),
    "need-support": Row(SIGNED_IN, method="post", answers=SENT),
    "need-evidence": Row(SIGNED_IN),
    "need-answer": Row(P.MODERATE),
    "need-sort": Row(P.MODERATE),
    "need-hide": Row(P.MODERATE),
    "need-show": Row(P.MODERATE),
    # who was heard
    "heard": Row(PUBLIC),
    "involve": Row(P.RECORD_INVOLVEMENT),
    "involvement-add": Row(P.RECORD_INVOLVEMENT),
    "involvement-edit": Row(P.RECORD_INVOLVEMENT, answers=NOT_THERE),
    "theme-add": Row(P.RECORD_INVOLVEMENT, answers=NOT_THERE),
    "theme-answer": Row(P.RECORD_INVOLVEMENT, answers=NOT_THERE),
    "consultation-add": Row(P.RECORD_INVOLVEMENT),
    "consultation-edit": Row(P.RECORD_INVOLVEMENT, answers=NOT_THERE),
    "consultation-responses": Row(P.RECORD_INVOLVEMENT, answers=NOT_THERE),
    "equality-edit": Row(P.ASSESS_EQUALITY),
    "equality-group": Row(P.ASSESS_EQUALITY, parts={"group": "age"}),
    "equality-finish": Row(P.ASSESS_EQUALITY),
    # interests, recommendation, decision, award
    "interests": Row(P.DECLARE_INTEREST),
    "interest-declare": Row(P.DECLARE_INTEREST),
    "interest-declare-for": Row(P.RECOMMEND, parts={"number": 999_999}, answers=NOT_THERE),
    "recommend": Row(P.RECOMMEND),
    "decision-record": Row(P.DECIDE),
    "decision-call-in": Row(P.DECIDE),
    "decision-call-in-outcome": Row(P.DECIDE),
    "principles": Row(P.SEE_WORK),
    "principle-override": Row(P.OVERRIDE_PRINCIPLE, parts={"code": "staff-heard"}),
    # Nothing was decided yet, so nothing can be awarded.
    "award-record": Row(P.RUN_COMMISSION, answers=frozenset({409})),
    "review-set": Row(P.RUN_COMMISSION),
    "compensation-add": Row(P.RUN_COMMISSION),
    # what is published, and what is not yet
    "chain": Row(PUBLIC),
    "keys": Row(PUBLIC),
    "case-file": Row(PUBLIC, parts={"digest": "0" * 64}, answers=NOT_THERE),
    "commission-case-file": Row(PUBLIC, answers=NOT_THERE),
    "version-case-file": Row(PUBLIC, answers=NOT_THERE),
    "documents": Row(PUBLIC),
    "paper": Row(PUBLIC, parts={"paper": "report.pdf"}, answers=NOT_THERE),
    "publish": Row(P.PUBLISH),
    "withheld": Row(P.WITHHOLD),
    "withheld-add": Row(P.WITHHOLD),
    "release": Row(P.WITHHOLD, answers=NOT_THERE),
    "withheld-results": Row(P.WITHHOLD, method="post", answers=NOT_THERE),
    # running a commission
    "tasks": Row(SIGNED_IN),
    "commission-new": Row(P.RUN_COMMISSION, is_hidden_with_commission=False),
    "law": Row(PUBLIC),
    "manage": Row(P.SEE_WORK),
    "manage-history": Row(P.SEE_WORK),
    "manage-facts": Row(P.RUN_COMMISSION),
    "manage-law": Row(P.RUN_COMMISSION),
    "manage-route": Row(P.RUN_COMMISSION),
    "manage-next-step": Row(P.RUN_COMMISSION),
    "manage-lead": Row(P.RUN_COMMISSION),
    "manage-open": Row(P.RUN_COMMISSION),
    "manage-needs": Row(P.RUN_COMMISSION),
    "manage-need-remove": Row(P.RUN_COMMISSION),
    "manage-outcomes": Row(P.RUN_COMMISSION),
    "manage-outcome-remove": Row(P.RUN_COMMISSION, parts={"outcome": "fewer-lose-their-home"}),
    "manage-factors": Row(P.RUN_COMMISSION),
    "manage-factor-remove": Row(P.RUN_COMMISSION, parts={"factor": "one-worker"}),
    "manage-move": Row(P.RUN_COMMISSION),
    "manage-withdraw": Row(P.RUN_COMMISSION),
    "manage-light": Row(P.RUN_COMMISSION),
    # options
    "appraisal-move": Row(
        P.WRITE_APPRAISAL,
        method="post",
        data={"move": "up:nowhere", "table": "costs", "option": "in-house"},
        answers=NOT_THERE,
    ),
    "manage-documents": Row(P.WRITE_APPRAISAL),
    "manage-document-release": Row(P.PUBLISH, answers=NOT_THERE),
    "option-propose": Row(SIGNED_IN),
    # Nobody of these has proposed it.
    "proposal-change": Row(SIGNED_IN, answers=frozenset({403})),
    "proposal-withdraw": Row(SIGNED_IN, answers=frozenset({403})),
    "manage-longlist": Row(P.SEE_WORK),
    "option-add": Row(P.RUN_COMMISSION),
    "option-edit": Row(P.RUN_COMMISSION),
    "option-factors": Row(P.RUN_COMMISSION),
    "proposal-answer": Row(P.RUN_COMMISSION),
    "option-drop": Row(P.RUN_COMMISSION),
    "option-advice": Row(P.RUN_COMMISSION),
    "option-move": Row(P.RUN_COMMISSION, method="post", answers=SENT, parts={"to": "shortlist"}),
    # the Public Interest Test, answered
    "test-edit": Row(P.SEE_WORK),
    "test-check-answers": Row(P.SEE_WORK),
    "test-question": Row(P.ANSWER_TEST, parts={"question": "social-value"}),
    "test-hand-over": Row(P.ANSWER_TEST),
    "test-take-back": Row(P.ANSWER_TEST),
    # Opens only for the one person for whom a check waits.
    "test-check": Row(P.SEE_WORK, answers=frozenset({404})),
    # the appraisal, written and computed (the world has a draft, a version and a job of it)
    "appraisal-edit": Row(P.SEE_WORK),
    "appraisal-begin": Row(P.WRITE_APPRAISAL, method="post", answers=SENT),
    "appraisal-upload": Row(P.WRITE_APPRAISAL),
    "appraisal-download": Row(P.SEE_WORK, parts={"kind": "toml"}),
    "appraisal-history": Row(P.SEE_WORK),
    "appraisal-turn": Row(P.WRITE_APPRAISAL, method="post", data={"do": "undo"}, answers=SENT),
    "appraisal-add": Row(
        P.WRITE_APPRAISAL, method="post", data={"table": "agencies", "name": "Police"}, answers=SENT
    ),
    "appraisal-remove": Row(
        P.WRITE_APPRAISAL, method="post", data={"table": "options", "row": "in-house"}, answers=SENT
    ),
    "appraisal-compute": Row(P.WRITE_APPRAISAL),
    "appraisal-documents": Row(P.WRITE_APPRAISAL),
    "appraisal-option": Row(P.SEE_WORK, parts={"option": "in-house"}),
    "appraisal-paste": Row(P.WRITE_APPRAISAL, parts={"table": "costs"}),
    "appraisal-line": Row(P.WRITE_APPRAISAL, parts={"table": "costs", "row": "new"}),
    "appraisal-table": Row(P.SEE_WORK, parts={"table": "agencies"}),
    "appraisal-row": Row(P.WRITE_APPRAISAL, parts={"table": "case", "row": "all"}),
    "document-file": Row(PUBLIC, answers=frozenset({404})),
    # For scripts: refused with a status, never led to another page.
    "appraisal-save": Row(
        P.WRITE_APPRAISAL,
        method="post",
        data={"nothing": "readable"},
        answers=frozenset({400}),
        but=SIGNED_OUT,
    ),
    "appraisal-totals": Row(P.SEE_WORK, but=SIGNED_OUT),
    "job-state": Row(P.SEE_WORK, parts={"job": 1}, answers=frozenset({200, 404}), but=SIGNED_OUT),
    "job": Row(P.SEE_WORK, parts={"job": 1}, answers=frozenset({200, 404})),
    "job-cancel": Row(P.WRITE_APPRAISAL, method="post", parts={"job": 1}, answers=SENT | {404}),
    "job-again": Row(P.WRITE_APPRAISAL, method="post", parts={"job": 1}, answers=SENT | {404}),
    "appraisal-versions": Row(P.SEE_WORK),
    "appraisal-version": Row(P.SEE_WORK, parts={"version": 1}),
    "appraisal-version-chapter": Row(P.SEE_WORK, parts={"version": 1, "chapter": "nothing"}),
    "appraisal-version-file": Row(P.SEE_WORK, parts={"version": 1, "kind": "json"}),
    "appraisal-differences": Row(P.SEE_WORK, parts={"version": 1, "other": 1}),
}
