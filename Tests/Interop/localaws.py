"""Drives a LocalAWS with boto3, a client that Slipway did not write.

Usage: localaws.py SUITE
Every promise is an assert; what is refused is compared by code and message.
"""

import json
import sys
import time

from support import REGION, client, refusal


def sts():
    identity = client("sts").get_caller_identity()
    assert identity["Account"] == "000000000000", identity
    assert identity["Arn"] == "arn:aws:iam::000000000000:user/local", identity
    refusal("SignatureDoesNotMatch", client("sts", secret="wrong").get_caller_identity)
    refusal("InvalidClientTokenId", client("sts", key="AKIANOBODY").get_caller_identity)
    refusal("InvalidSignatureException", client("ssm", secret="wrong").describe_parameters)
    refusal("UnrecognizedClientException", client("ssm", key="AKIANOBODY").describe_parameters)
    message = refusal("NotImplemented", client("sts").get_session_token)
    assert message == "LocalAWS does not implement sts:GetSessionToken", message
    message = refusal("NotImplemented", client("dynamodb").list_tables)
    assert "dynamodb" in message, message


def secrets():
    sm = client("secretsmanager")
    value = json.dumps({"database_url": "postgres://x", "jwt_secret": "s"})
    made = sm.create_secret(Name="dev/realworld/database", SecretString=value, Tags=[{"Key": "env", "Value": "dev"}])
    assert made["ARN"].startswith(f"arn:aws:secretsmanager:{REGION}:000000000000:secret:dev/realworld/database-")
    for name in ("dev/realworld/database", made["ARN"], made["ARN"][:-7]):
        got = sm.get_secret_value(SecretId=name)
        assert got["SecretString"] == value and got["VersionStages"] == ["AWSCURRENT"], got
    put = sm.put_secret_value(SecretId=made["ARN"], SecretString="second")
    assert sm.get_secret_value(SecretId=made["ARN"], VersionStage="AWSPREVIOUS")["SecretString"] == value
    sm.update_secret_version_stage(
        SecretId=made["ARN"], VersionStage="AWSCURRENT", RemoveFromVersionId=put["VersionId"],
        MoveToVersionId=made["VersionId"])
    assert sm.get_secret_value(SecretId=made["ARN"])["SecretString"] == value
    described = sm.describe_secret(SecretId=made["ARN"])
    assert described["VersionIdsToStages"] == {
        made["VersionId"]: ["AWSCURRENT"], put["VersionId"]: ["AWSPREVIOUS"]}, described
    assert described["Tags"] == [{"Key": "env", "Value": "dev"}]
    sm.create_secret(Name="binary", SecretBinary=b"\x00\xff")
    assert sm.get_secret_value(SecretId="binary")["SecretBinary"] == b"\x00\xff"
    for number in range(5):
        sm.create_secret(Name=f"page/{number}", SecretString="v")
    pages = sm.get_paginator("list_secrets").paginate(
        Filters=[{"Key": "name", "Values": ["page/"]}], PaginationConfig={"PageSize": 2})
    names = [[secret["Name"] for secret in page["SecretList"]] for page in pages]
    assert names == [["page/0", "page/1"], ["page/2", "page/3"], ["page/4"]], names
    message = refusal("ResourceNotFoundException", sm.get_secret_value, SecretId="nothing")
    assert message == "Secrets Manager can't find the specified secret.", message
    refusal("ResourceExistsException", sm.create_secret, Name="binary", SecretString="v")
    sm.delete_secret(SecretId="binary", RecoveryWindowInDays=7)
    message = refusal("InvalidRequestException", sm.get_secret_value, SecretId="binary")
    assert "marked for deletion" in message, message
    sm.restore_secret(SecretId="binary")
    sm.delete_secret(SecretId="binary", ForceDeleteWithoutRecovery=True)
    refusal("ResourceNotFoundException", sm.describe_secret, SecretId="binary")


def parameters():
    ssm = client("ssm")
    assert ssm.put_parameter(Name="/app/key", Value="one", Type="SecureString")["Version"] == 1
    assert ssm.put_parameter(Name="/app/key", Value="two", Overwrite=True)["Version"] == 2
    refusal("ParameterAlreadyExists", ssm.put_parameter, Name="/app/key", Value="x", Type="SecureString")
    assert ssm.get_parameter(Name="/app/key", WithDecryption=True)["Parameter"]["Value"] == "two"
    assert ssm.get_parameter(Name="/app/key")["Parameter"]["Value"] != "two"
    assert ssm.get_parameter(Name="/app/key:1", WithDecryption=True)["Parameter"]["Value"] == "one"
    got = ssm.get_parameters(Names=["/app/key", "/gone"])
    assert [p["Name"] for p in got["Parameters"]] == ["/app/key"] and got["InvalidParameters"] == ["/gone"]
    for number in range(12):
        ssm.put_parameter(Name=f"/many/{number:02}", Value="v", Type="String")
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path="/many")
    names = [parameter["Name"] for page in pages for parameter in page["Parameters"]]
    assert names == [f"/many/{number:02}" for number in range(12)], names
    refusal("ParameterNotFound", ssm.get_parameter, Name="/gone")
    assert ssm.delete_parameters(Names=["/many/00", "/gone"])["DeletedParameters"] == ["/many/00"]


def logs():
    cwl = client("logs")
    cwl.create_log_group(logGroupName="/ecs/app", tags={"a": "1"})
    refusal("ResourceAlreadyExistsException", cwl.create_log_group, logGroupName="/ecs/app")
    cwl.create_log_stream(logGroupName="/ecs/app", logStreamName="app/web/1")
    now = int(time.time() * 1000)
    cwl.put_log_events(
        logGroupName="/ecs/app", logStreamName="app/web/1",
        logEvents=[{"timestamp": now + number, "message": f"event {number}"} for number in range(25)])
    token, seen = None, []
    while True:
        extra = {"nextToken": token} if token else {}
        page = cwl.get_log_events(
            logGroupName="/ecs/app", logStreamName="app/web/1", limit=10, startFromHead=True, **extra)
        seen += [event["message"] for event in page["events"]]
        if page["nextForwardToken"] == token:
            break
        token = page["nextForwardToken"]
    assert seen == [f"event {number}" for number in range(25)], seen
    pages = cwl.get_paginator("filter_log_events").paginate(
        logGroupName="/ecs/app", filterPattern='"event 1"', PaginationConfig={"PageSize": 4})
    assert sum(len(page["events"]) for page in pages) == 11
    cwl.put_retention_policy(logGroupName="/ecs/app", retentionInDays=7)
    group = cwl.describe_log_groups(logGroupNamePrefix="/ecs")["logGroups"][0]
    assert group["retentionInDays"] == 7 and group["arn"].endswith(":log-group:/ecs/app:*"), group
    refusal("InvalidParameterException", cwl.put_retention_policy, logGroupName="/ecs/app", retentionInDays=4)
    refusal("NotImplemented", cwl.filter_log_events, logGroupName="/ecs/app", filterPattern="{ $.a = 1 }")
    refusal("ResourceNotFoundException", cwl.create_log_stream, logGroupName="/none", logStreamName="s")
    assert cwl.list_tags_for_resource(resourceArn=group["logGroupArn"])["tags"] == {"a": "1"}
    cwl.delete_log_group(logGroupName="/ecs/app")


def containers():
    ecs = client("ecs")
    cluster = ecs.create_cluster(clusterName="demo")["cluster"]
    assert cluster["status"] == "ACTIVE", cluster
    assert cluster["clusterArn"] == f"arn:aws:ecs:{REGION}:000000000000:cluster/demo", cluster
    assert ecs.describe_clusters(clusters=["demo"])["clusters"][0]["clusterName"] == "demo"
    missing = ecs.describe_clusters(clusters=["nothing"])["failures"]
    assert missing[0]["reason"] == "MISSING", missing
    refusal("ClusterNotFoundException", ecs.list_services, cluster="nothing")
    assert ecs.list_container_instances(cluster="demo")["containerInstanceArns"] == []
    message = refusal("NotImplemented", ecs.list_attributes, cluster="demo", targetType="container-instance")
    assert message == "LocalAWS does not implement ecs:ListAttributes", message
    ecs.delete_cluster(cluster="demo")


def registry():
    ecr = client("ecr")
    made = ecr.create_repository(repositoryName="app")["repository"]
    assert made["repositoryArn"] == f"arn:aws:ecr:{REGION}:000000000000:repository/app", made
    login = ecr.get_authorization_token()["authorizationData"][0]
    assert login["proxyEndpoint"].startswith("http://127.0.0.1:"), login
    refusal("RepositoryAlreadyExistsException", ecr.create_repository, repositoryName="app")
    ecr.delete_repository(repositoryName="app")


def balancing():
    elb = client("elbv2")
    balancer = elb.create_load_balancer(Name="web", Subnets=["subnet-0a1", "subnet-0a2"])["LoadBalancers"][0]
    assert balancer["LoadBalancerArn"].startswith(
        f"arn:aws:elasticloadbalancing:{REGION}:000000000000:loadbalancer/app/web/"), balancer
    group = elb.create_target_group(
        Name="web", Protocol="HTTP", Port=8080, VpcId="vpc-0a1", TargetType="ip")["TargetGroups"][0]
    elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=18080,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}])
    found = elb.describe_target_groups(Names=["web"])["TargetGroups"][0]
    assert found["LoadBalancerArns"] == [balancer["LoadBalancerArn"]], found
    refusal("LoadBalancerNotFound", elb.describe_load_balancers, Names=["nothing"])


{"sts": sts, "secrets": secrets, "parameters": parameters, "logs": logs, "containers": containers,
 "registry": registry, "balancing": balancing}[sys.argv[1]]()
print("passed")
