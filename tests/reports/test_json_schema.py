"""The JSON of a report keeps to its published schema."""

from __future__ import annotations

import json

import pytest
from crossings.reports import schema, weekly_report
from jsonschema import Draft202012Validator, ValidationError


@pytest.fixture(scope="module")
def validator():
    Draft202012Validator.check_schema(schema())
    return Draft202012Validator(schema())


def test_the_report_validates(report, validator):
    validator.validate(json.loads(report.to_json()))


@pytest.mark.parametrize("day", ["2018-03-05", "2022-11-14", "2025-12-31", "2026-01-01"])
def test_reports_of_hard_days_validate(report_of, validator, day):
    validator.validate(json.loads(report_of(day).to_json()))


def test_a_report_of_own_figures_validates(made, validator):
    validator.validate(json.loads(weekly_report(made, track=False).to_json()))


@pytest.mark.parametrize(
    ("name", "value"),
    [("version", 1), ("as_of", "14 May"), ("headline", []), ("sections", None), ("facts", [{}])],
)
def test_another_shape_does_not(report, validator, name, value):
    with pytest.raises(ValidationError):
        validator.validate({**report.to_dict(), name: value})


def test_every_key_of_the_report_is_described(report):
    assert set(report.to_dict()) == set(schema()["properties"])
    section = report.sections[0].to_dict()
    assert set(section) == set(schema()["$defs"]["section"]["properties"])
    assert set(section["tables"][0]) == set(schema()["$defs"]["table"]["properties"])
    assert set(section["charts"][0]) == set(schema()["$defs"]["chart"]["properties"])
