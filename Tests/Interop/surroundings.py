"""Drives with boto3 what stands around tasks in a LocalAWS: networks, roles, alarms, stacks and what was given.

Usage: surroundings.py SUITE
"""

import json
import os
import sys
import urllib.request
from datetime import datetime, timedelta, timezone

from support import REGION, client, refusal


def network():
    ec2 = client("ec2")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]
    subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc["VpcId"]]}])["Subnets"]
    assert [subnet["AvailabilityZone"] for subnet in subnets] == [f"{REGION}{letter}" for letter in "abc"], subnets
    assert all(subnet["MapPublicIpOnLaunch"] for subnet in subnets), subnets
    assert ec2.describe_vpc_attribute(VpcId=vpc["VpcId"], Attribute="enableDnsSupport")["EnableDnsSupport"]["Value"]
    made = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=[
        {"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "private"}]}])["Vpc"]
    found = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["priv*"]}])["Vpcs"]
    assert [vpc["VpcId"] for vpc in found] == [made["VpcId"]], found
    for number in range(4):
        ec2.create_subnet(VpcId=made["VpcId"], CidrBlock=f"10.0.{number}.0/24")
    pages = ec2.get_paginator("describe_subnets").paginate(PaginationConfig={"PageSize": 5})
    assert [len(page["Subnets"]) for page in pages] == [5, 2]
    group = ec2.create_security_group(GroupName="web", Description="web", VpcId=made["VpcId"])["GroupId"]
    rule = [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]
    assert ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rule)["Return"]
    refusal("InvalidPermission.Duplicate", ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=rule)
    assert ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"][0]["ToPort"] == 80
    message = refusal("InvalidSubnetID.NotFound", ec2.describe_subnets, SubnetIds=["subnet-0a1"])
    assert message == "The subnet ID 'subnet-0a1' does not exist", message
    refusal("DryRunOperation", ec2.describe_vpcs, DryRun=True)
    refusal("AuthFailure", client("ec2", key="AKIANOBODY").describe_vpcs)
    message = refusal("NotImplemented", ec2.describe_instances)
    assert message == "LocalAWS does not implement ec2:DescribeInstances", message


def permissions():
    iam = client("iam")
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    arn = iam.create_role(RoleName="app", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    assert iam.get_role(RoleName="app")["Role"]["AssumeRolePolicyDocument"] == trust
    policy = {"Statement": [{"Effect": "Allow", "Action": "secretsmanager:Get*", "Resource":
                             f"arn:aws:secretsmanager:{REGION}:*:secret:dev/*"}]}
    iam.put_role_policy(RoleName="app", PolicyName="own", PolicyDocument=json.dumps(policy))
    assert iam.get_role_policy(RoleName="app", PolicyName="own")["PolicyDocument"] == policy
    managed = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    iam.attach_role_policy(RoleName="app", PolicyArn=managed)
    assert iam.list_attached_role_policies(RoleName="app")["AttachedPolicies"][0]["PolicyArn"] == managed
    version = iam.get_policy(PolicyArn=managed)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=managed, VersionId=version)["PolicyVersion"]["Document"]
    assert "ecr:BatchGetImage" in document["Statement"][0]["Action"], document
    results = iam.simulate_principal_policy(
        PolicySourceArn=arn, ActionNames=["secretsmanager:GetSecretValue", "ecr:GetAuthorizationToken", "s3:PutObject"],
        ResourceArns=[f"arn:aws:secretsmanager:{REGION}:000000000000:secret:dev/key-AbCdEf"])["EvaluationResults"]
    assert [result["EvalDecision"] for result in results] == ["allowed", "allowed", "implicitDeny"], results
    assert results[0]["MatchedStatements"][0]["SourcePolicyId"] == "own", results
    refusal("NoSuchEntity", iam.get_role, RoleName="gone")
    refusal("MalformedPolicyDocument", iam.put_role_policy, RoleName="app", PolicyName="x", PolicyDocument="{")


def alarms():
    # boto3 speaks CBOR to this service.
    cloudwatch = client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName="errors", Namespace="AWS/ApplicationELB", MetricName="HTTPCode_Target_5XX_Count", Statistic="Sum",
        Period=60, EvaluationPeriods=1, Threshold=2.5, ComparisonOperator="GreaterThanThreshold")
    alarm = cloudwatch.describe_alarms(AlarmNames=["errors"])["MetricAlarms"][0]
    assert alarm["StateValue"] == "INSUFFICIENT_DATA" and alarm["Threshold"] == 2.5, alarm
    cloudwatch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="told")
    alarm = cloudwatch.describe_alarms(StateValue="ALARM")["MetricAlarms"][0]
    assert alarm["StateReason"] == "told" and alarm["StateUpdatedTimestamp"].tzinfo, alarm
    refusal("ResourceNotFound", cloudwatch.set_alarm_state, AlarmName="x", StateValue="OK", StateReason="r")
    quota = client("service-quotas").get_service_quota(ServiceCode="fargate", QuotaCode="L-3032A538")["Quota"]
    usage = quota["UsageMetric"]
    now = datetime.now(timezone.utc)
    data = cloudwatch.get_metric_data(StartTime=now - timedelta(minutes=15), EndTime=now, MetricDataQueries=[
        {"Id": "used", "MetricStat": {"Period": 300, "Stat": usage["MetricStatisticRecommendation"], "Metric": {
            "Namespace": usage["MetricNamespace"], "MetricName": usage["MetricName"], "Dimensions": [
                {"Name": name, "Value": value} for name, value in usage["MetricDimensions"].items()]}}}])
    assert data["MetricDataResults"][0]["Values"] == [0.0], data
    message = refusal("NotImplemented", cloudwatch.describe_alarm_history)
    assert message == "LocalAWS does not implement monitoring:DescribeAlarmHistory", message


def stacks():
    cloudformation = client("cloudformation")
    template = {"Resources": {"Group": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/app"}}},
                "Outputs": {"Group": {"Value": {"Ref": "Group"}, "Export": {"Name": "group"}}}}
    cloudformation.create_stack(StackName="logs", TemplateBody=json.dumps(template))
    cloudformation.get_waiter("stack_create_complete").wait(StackName="logs")
    events = cloudformation.describe_stack_events(StackName="logs")["StackEvents"]
    assert events[0]["ResourceStatus"] == "CREATE_COMPLETE" and events[0]["LogicalResourceId"] == "logs", events
    resource = cloudformation.describe_stack_resources(PhysicalResourceId="/app")["StackResources"][0]
    assert resource["StackName"] == "logs", resource
    assert cloudformation.list_exports()["Exports"][0]["Value"] == "/app"
    assert cloudformation.get_template(StackName="logs")["TemplateBody"] == template
    message = refusal("ValidationError", cloudformation.describe_stacks, StackName="none")
    assert message == "Stack with id none does not exist", message
    events = client("cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "CreateStack"}])["Events"]
    assert json.loads(events[0]["CloudTrailEvent"])["requestParameters"]["stackName"] == "logs", events


def given():
    told = [
        {"call": "rds:DescribeDBInstances", "answers": {"DBInstances": [
            {"DBInstanceIdentifier": "main", "DBInstanceStatus": "available",
             "Endpoint": {"Address": "main.example.com", "Port": 5432}}]}},
        {"call": "servicediscovery:ListServices", "answers": {"Services": [{"Id": "srv-1", "Name": "web"}]}},
        {"call": "autoscaling:DescribeAutoScalingGroups", "answers": {"AutoScalingGroups": [
            {"AutoScalingGroupName": "nodes", "MinSize": 1, "MaxSize": 3, "DesiredCapacity": 2, "DefaultCooldown": 300,
             "AvailabilityZones": [f"{REGION}a"], "HealthCheckType": "EC2", "CreatedTime": "2026-01-01T00:00:00Z"}]}},
    ]
    request = urllib.request.Request(
        f"{os.environ['AWS_ENDPOINT_URL']}/_slipway/give?region={REGION}", data=json.dumps(told).encode(),
        headers={"X-Slipway": "give"}, method="POST")
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200
    instance = client("rds").describe_db_instances(DBInstanceIdentifier="main")["DBInstances"][0]
    assert instance["Endpoint"]["Port"] == 5432, instance
    refusal("DBInstanceNotFound", client("rds").describe_db_instances, DBInstanceIdentifier="none")
    assert client("servicediscovery").list_services()["Services"][0]["Name"] == "web"
    assert client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"][0]["MaxSize"] == 3
    assert client("elasticache").describe_cache_clusters()["CacheClusters"] == []
    key = client("kms").describe_key(KeyId="alias/aws/secretsmanager")["KeyMetadata"]
    assert key["KeyState"] == "Enabled", key
    scaling = client("application-autoscaling")
    scaling.register_scalable_target(
        ServiceNamespace="ecs", ResourceId="service/main/web", ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=1, MaxCapacity=4)
    assert scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"][0]["MaxCapacity"] == 4
    arn = client("acm").request_certificate(DomainName="example.com", ValidationMethod="DNS")["CertificateArn"]
    assert client("acm").describe_certificate(CertificateArn=arn)["Certificate"]["Status"] == "PENDING_VALIDATION"


{"network": network, "permissions": permissions, "alarms": alarms, "stacks": stacks, "given": given}[sys.argv[1]]()
print("passed")
