"""From the example case to a computed and published version, through the services that the pages use."""

from __future__ import annotations

from examples.calderwick.telling import Story
from wholeplace.formats.toml import write_toml
from wholeplace.records.models import AppraisalDraft
from wholeplace.services.appraisals import operations as appraisals
from wholeplace.services.appraisals.jobs import run_job
from wholeplace.services.publication.versions import publish_version


def appraise(story: Story, who: str, days_ago: int, draws: int, *, note: str) -> None:
    """Upload the example case, hand it in, and let the worker's own code compute it."""
    document = story.read_case()
    document["case"]["draws"] = draws
    draft = AppraisalDraft.objects.filter(commission=story.known).first()
    appraisals.upload_case(
        commission=story.known,
        file=(f"{story.case_name}.toml", write_toml(document).encode()),
        revision=draft.revision if draft else None,
        **story.by(who, days_ago),
    )
    job = appraisals.compute_draft(commission=story.known, note=note, **story.by(who, days_ago))
    run_job(job.pk)
    job.refresh_from_db()
    if job.state != "done":
        raise RuntimeError(f"the appraisal of {story.known} ended as {job.state}: {job.problem}")


def publish(story: Story, who: str, days_ago: int) -> None:
    """Publish the newest version's case file with the commission's record as it is."""
    version = story.known.versions.order_by("-number").first()
    assert version is not None
    publish_version(version=version, **story.by(who, days_ago))
