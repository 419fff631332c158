"""The words of Easy Read: short sentences, one idea each, and what hard words mean."""

from __future__ import annotations

from collections.abc import Mapping

# "We" is whoever commissions; "the help" is the service, whatever it is.
EASY_MODELS: Mapping[str, str] = {
    "in-house": "Our own staff would do the work.",
    "shared-service": "We would do the work with other councils near us.",
    "joint-arrangement": "We would plan and pay for it with other public bodies.",
    "council-company": "A firm that we own would do the work.",
    "public-service-mutual": "The staff would run their own group to do the work.",
    "co-operative": "A group would do the work. Its members own it.",
    "community-owned": "People who live here would own it and run it.",
    "social-enterprise": "A charity would do the work.",
    "grant": "We would give a grant to a local group.",
    "alliance": "Some groups would do the work as one team.",
    "contract-sme": "We would pay a small firm to do the work.",
    "contract-large": "We would pay a big firm to do the work.",
    "personal-budgets": "You would get your own money to pay for help.",
    "social-outcomes": "We would only pay when the help works.",
    "do-minimum": "We would only do what the law says we must.",
    "decommission": "The help would stop.",
    "redesign": "The help would stay. It would work in a new way.",
    "regulate": "We would make rules that others must keep.",
    "fund-voice": "We would pay for people to speak up.",
}
EASY_GROUPS: Mapping[str, str] = {
    "users": "people who use the help",
    "carers": "people who look after someone",
    "community": "people who live here",
    "staff": "staff who give the help",
    "unions": "people who speak up for staff",
    "providers": "groups who could give the help",
}
GROUP_PICTURES: Mapping[str, str] = {
    "users": "a person who uses the help, talking",
    "carers": "a person who looks after someone",
    "community": "neighbours in a street",
    "staff": "a worker with a name badge",
    "unions": "workers in a meeting",
    "providers": "two people who shake hands",
}
WORD_LIST: Mapping[str, str] = {
    "Alliance": "Groups that work as one team.",
    "Budget": "The money that we can spend on something.",
    "Cabinet": "The group of councillors who choose for the council.",
    "Charity": "A group that helps people. It does not work to make money.",
    "Choice": "One way to do something.",
    "Contract": "A deal. It says who does what, and what they are paid.",
    "Council": "The people who run services for your area.",
    "Councillor": "A person you vote for. They speak for your area.",
    "Equality": "Everyone gets a fair chance.",
    "Grant": "Money that we give to a group to do good things.",
    "Mutual": "A group that its own staff run.",
    "Outcome": "What is better for people in the end.",
    "Public": "Paid for by all of us.",
    "Service": "Help that people can use.",
    "Statutory": "The law says it must be done.",
    "Support": "Help.",
    "Tenant": "A person who pays rent for a home.",
    "Trade union": "A group that speaks up for staff.",
}
