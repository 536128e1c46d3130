"""Rows of priorities, criteria, police figures and assessments that are impossible: {constraint: function}."""

from datetime import timedelta

from plans.models import Assessment, Consultation
from priorities.models import (
    AssessmentPlace,
    ConsultationPlace,
    CrimeCount,
    CrimeFile,
    CrimeLink,
    Measurement,
    Priority,
    SuccessCriterion,
)
from tests import factories
from tests.impossible_rows import DAY, MOMENT, TEXT, of, officer, once, twice, value

CRITERION = {"priority": of("priority"), "kind": "headline", "wording": TEXT, "position": 1}
MEASUREMENT = {
    "criterion": of("criterion"),
    "starts_on": DAY,
    "ends_on": DAY,
    "value": 1,
    "source": TEXT,
    "by": officer,
}

CRIME_FILE = {
    "partnership": of("partnership"),
    "name": TEXT,
    "force": "kent",
    "month": DAY,
    "sha256": "0" * 64,
    "rows": 1,
    "without_district": 0,
}


def a_crime_file(here, cast):
    return CrimeFile.objects.first() or CrimeFile.objects.create(**value(CRIME_FILE, here, cast))


CRIME_COUNT = {"file": a_crime_file, "district": TEXT, "crime_type": TEXT, "count": 1}
CRIME_LINK = {"criterion": of("criterion"), "force": "kent", "district": TEXT, "crime_type": TEXT}


def an_assessment(here, cast):
    return here.plan.assessments.first() or factories.AssessmentFactory(plan=here.plan)


def a_consultation(here, cast):
    return here.plan.consultations.first() or factories.ConsultationFactory(plan=here.plan)


PRIORITIES = {
    "assessment_has_a_title": once(Assessment, plan=of("plan")),
    "assessment_ends_after_it_starts": once(
        Assessment, plan=of("plan"), title=TEXT, starts_on=DAY, ends_on=DAY - timedelta(days=1)
    ),
    "assessment_is_retired_with_a_reason": once(Assessment, plan=of("plan"), title=TEXT, retired_at=MOMENT),
    "assessment_document_is_a_file": once(Assessment, plan=of("plan"), title=TEXT, document_name="a.pdf"),
    "assessment_place_once": twice(AssessmentPlace, assessment=an_assessment, priority=of("priority"), place=1),
    "assessment_place_is_from_the_first": once(
        AssessmentPlace, assessment=an_assessment, priority=of("priority"), place=0
    ),
    "consultation_has_a_title": once(Consultation, plan=of("plan")),
    "consultation_ends_after_it_starts": once(
        Consultation, plan=of("plan"), title=TEXT, starts_on=DAY, ends_on=DAY - timedelta(days=1)
    ),
    "consultation_is_retired_with_a_reason": once(Consultation, plan=of("plan"), title=TEXT, retired_why=TEXT),
    "consultation_answered_are_among_asked": once(Consultation, plan=of("plan"), title=TEXT, asked=4, answered=5),
    "consultation_place_once": twice(ConsultationPlace, consultation=a_consultation, priority=of("priority"), place=1),
    "consultation_place_is_from_the_first": once(
        ConsultationPlace, consultation=a_consultation, priority=of("priority"), place=0
    ),
    "priority_key_once": twice(Priority, plan=of("plan"), key=TEXT, name=TEXT),
    "priority_assessment_order_once": lambda here, cast: [
        Priority.objects.create(plan=here.plan, key=key, name=TEXT, assessment_order=7) for key in "ab"
    ],
    "priority_is_retired_with_a_reason": once(Priority, plan=of("plan"), key=TEXT, name=TEXT, retired_at=MOMENT),
    "priority_consultation_order_once": lambda here, cast: [
        Priority.objects.create(plan=here.plan, key=key, name=TEXT, consultation_order=7) for key in "ab"
    ],
    "criterion_is_retired_with_a_reason": once(SuccessCriterion, **CRITERION, retired_why=TEXT),
    "criterion_kind_known": once(SuccessCriterion, **CRITERION | {"kind": "vague"}),
    "criterion_direction_known_or_to_be_agreed": once(SuccessCriterion, **CRITERION, direction="sideways"),
    "criterion_figures_have_a_unit": once(SuccessCriterion, **CRITERION, target=4),
    "criterion_scale_known_or_to_be_agreed": once(SuccessCriterion, **CRITERION, scale="bananas"),
    "criterion_target_kind_known": once(SuccessCriterion, **CRITERION, target_kind=""),
    "criterion_frequency_known_or_to_be_agreed": once(SuccessCriterion, **CRITERION, frequency="now"),
    "criterion_strength_known_or_to_be_agreed": once(SuccessCriterion, **CRITERION, strength="huge"),
    "criterion_override_has_a_reason_and_a_name": once(SuccessCriterion, **CRITERION, override="met"),
    "criterion_baseline_has_a_period": once(SuccessCriterion, **CRITERION, baseline=4, unit="%"),
    "measurement_ends_after_it_starts": once(Measurement, **MEASUREMENT | {"starts_on": DAY + timedelta(days=1)}),
    "measurement_has_a_source": once(Measurement, **MEASUREMENT | {"source": ""}),
    "crime_file_once": twice(CrimeFile, **CRIME_FILE, superseded_at=MOMENT),
    "crime_file_one_release_counts": lambda here, cast: [
        CrimeFile.objects.create(**value(CRIME_FILE, here, cast) | {"sha256": digit * 64}) for digit in "01"
    ],
    "crime_file_sha256_is_hex": once(CrimeFile, **CRIME_FILE | {"sha256": "x"}),
    "crime_file_has_no_more_without_district_than_rows": once(CrimeFile, **CRIME_FILE | {"without_district": 2}),
    "crime_count_once": twice(CrimeCount, **CRIME_COUNT),
    "crime_count_counts_something": once(CrimeCount, **CRIME_COUNT | {"count": 0}),
    "crime_count_has_district_and_type": once(CrimeCount, **CRIME_COUNT | {"district": ""}),
    "crime_link_once": twice(CrimeLink, **CRIME_LINK),
    "crime_link_names_what_is_counted": once(CrimeLink, **CRIME_LINK | {"crime_type": ""}),
}
