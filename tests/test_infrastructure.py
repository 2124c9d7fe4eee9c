"""The deployment, checked without an account.

What the linter finds, what SAM makes of it, and what it may do.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from cfnlint.api import lint
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

from face_guide.alexa import logs
from tools import package

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "infrastructure" / "template.yaml"
GIVEN = {
    "SkillId": "amzn1.ask.skill.00000000-0000-0000-0000-000000000000",
    "Mode": "information",
    "CodeBucket": "bucket",
    "CodeKey": "face-guide-lambda.zip",
}


class NoPolicies:
    """The template names no managed policy, so none is looked up."""

    def load(self) -> dict[str, str]:
        return {}


@pytest.fixture(scope="module")
def template() -> Any:
    return yaml_parse(TEMPLATE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def resources(template: Any) -> Any:
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    return transform(json.loads(json.dumps(template)), dict(GIVEN), NoPolicies())[
        "Resources"
    ]


def of_type(resources: Any, kind: str) -> list[Any]:
    return [
        resource["Properties"]
        for resource in resources.values()
        if resource["Type"] == kind
    ]


def test_the_linter_finds_nothing() -> None:
    assert [str(match) for match in lint(TEMPLATE.read_text(encoding="utf-8"))] == []


def test_only_this_skill_may_call_the_function(resources: Any) -> None:
    permissions = of_type(resources, "AWS::Lambda::Permission")
    assert [permission["Principal"] for permission in permissions] == [
        "alexa-appkit.amazon.com"
    ]
    assert permissions[0]["EventSourceToken"] == {"Ref": "SkillId"}


def test_the_function_may_write_its_logs_and_nothing_else(resources: Any) -> None:
    (role,) = of_type(resources, "AWS::IAM::Role")
    assert "ManagedPolicyArns" not in role
    statements = [
        statement
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]
    assert [statement["Action"] for statement in statements] == [
        ["logs:CreateLogStream", "logs:PutLogEvents"]
    ]
    assert statements[0]["Resource"] == {"Fn::GetAtt": ["Logs", "Arn"]}


def test_it_answers_within_the_time_that_alexa_waits(resources: Any) -> None:
    (function,) = of_type(resources, "AWS::Lambda::Function")
    assert function["Timeout"] == 8
    assert function["Environment"]["Variables"] == {
        "SKILL_ID": {"Ref": "SkillId"},
        "FACE_GUIDE_MODE": {"Ref": "Mode"},
        "FACE_GUIDE_SOUNDS": {"Ref": "Sounds"},
    }


def test_the_mode_has_no_default(template: Any) -> None:
    assert "Default" not in template["Parameters"]["Mode"]
    assert template["Parameters"]["Mode"]["AllowedValues"] == ["guided", "information"]


def test_logs_are_forgotten(resources: Any) -> None:
    (logs,) = of_type(resources, "AWS::Logs::LogGroup")
    assert logs["RetentionInDays"] == {"Ref": "LogDays"}


def test_alarms_watch_errors_apologies_and_the_slowest_turns(resources: Any) -> None:
    alarms = of_type(resources, "AWS::CloudWatch::Alarm")
    watched = {
        (alarm["Namespace"], alarm["MetricName"], alarm.get("ExtendedStatistic"))
        for alarm in alarms
    }
    assert watched == {
        ("AWS/Lambda", "Errors", None),
        (logs.NAMESPACE, "errors", None),
        ("AWS/Lambda", "Duration", "p99"),
    }


def test_the_ask_cli_finds_its_parameters_and_its_endpoint(template: Any) -> None:
    """Its cfn-deployer gives these six, and fails on a template without them."""
    assert {
        "SkillId",
        "LambdaRuntime",
        "LambdaHandler",
        "CodeBucket",
        "CodeKey",
        "CodeVersion",
    } <= set(template["Parameters"])
    assert template["Outputs"]["SkillEndpoint"]["Value"] == {
        "Fn::GetAtt": ["Skill", "Arn"]
    }


def test_the_ask_cli_deploys_this_project(template: Any) -> None:
    profile = json.loads((ROOT / "ask-resources.json").read_text(encoding="utf-8"))[
        "profiles"
    ]["default"]
    user = profile["skillInfrastructure"]["userConfig"]
    assert (ROOT / user["templatePath"]).samefile(TEMPLATE)
    assert (
        user["runtime"]
        in template["Parameters"]["LambdaRuntime"]["AllowedValues"]
        == [f"python{package.RUNTIME}"]
    )
    assert (
        user["handler"]
        in template["Parameters"]["LambdaHandler"]["AllowedValues"]
        == [f"{package.ENDPOINT}.handler"]
    )
    assert "CAPABILITY_AUTO_EXPAND" in user["cfn"]["capabilities"]
    assert (ROOT / profile["skillMetadata"]["src"] / "skill.json").is_file()
    assert os.access(ROOT / "hooks" / "build.sh", os.X_OK)
