import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ChainEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveBigIntegerField(unique=True)),
                ("previous_hash", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=50)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("body", models.JSONField()),
            ],
            options={
                "ordering": ("sequence",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sequence__gte", 0)), name="chain_event_counts_from_nought"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hash__regex", "^[0-9a-f]{64}\\Z")),
                        name="chain_event_hash_is_a_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("previous_hash__regex", "^[0-9a-f]{64}\\Z")),
                        name="chain_event_previous_hash_is_a_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "previous_hash",
                                    "0000000000000000000000000000000000000000000000000000000000000000",
                                ),
                                ("sequence", 0),
                            ),
                            models.Q(
                                ("sequence__gt", 0),
                                models.Q(
                                    (
                                        "previous_hash",
                                        "0000000000000000000000000000000000000000000000000000000000000000",
                                    ),
                                    _negated=True,
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="chain_event_only_the_first_has_none_before",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", ""), _negated=True), models.Q(("by", ""), _negated=True)
                        ),
                        name="chain_event_says_what_and_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("title", models.CharField(max_length=500)),
                ("place", models.CharField(max_length=200)),
                ("document", models.TextField()),
                ("received_at", models.DateTimeField()),
                (
                    "published",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_file",
                        to="records.chainevent",
                    ),
                ),
            ],
            options={
                "ordering": ("published__sequence",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}\\Z")),
                        name="case_file_digest_is_a_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("place", ""), _negated=True),
                            models.Q(("document", ""), _negated=True),
                        ),
                        name="case_file_is_not_empty",
                    ),
                ],
            },
        ),
    ]
