"""A service of two tasks behind a load balancer, on a LocalAWS, through boto3."""

import json
import os
import urllib.request

from images import push
from support import client, wait_until

CLUSTER, SERVICE, FAMILY, COUNT = "shipyard", "web", "web", 2
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-0a1", "subnet-0a2"], "assignPublicIp": "ENABLED"}}
ROLE = "arn:aws:iam::000000000000:role/ecsTaskExecutionRole"
BREAKER = {"enable": True, "rollback": True}


class Fleet:
    """Makes what a service needs; `PROBE` in the environment names the program that its image holds."""

    def __init__(self):
        self.ecs, self.elb, self.logs = client("ecs"), client("elbv2"), client("logs")
        self.repository = push("probe", "v1", os.environ["PROBE"])
        self.ecs.create_cluster(clusterName=CLUSTER)
        self.logs.create_log_group(logGroupName="/ecs/web")
        self.secret = client("secretsmanager").create_secret(
            Name="web", SecretString=json.dumps({"token": "open sesame"}))["ARN"]
        balancer = self.elb.create_load_balancer(
            Name="web", Subnets=NETWORK["awsvpcConfiguration"]["subnets"])["LoadBalancers"][0]
        self.group = self.elb.create_target_group(
            Name="web", Protocol="HTTP", Port=8080, VpcId="vpc-0a1", TargetType="ip", HealthCheckPath="/",
            HealthCheckIntervalSeconds=5, HealthCheckTimeoutSeconds=2, HealthyThresholdCount=2,
            UnhealthyThresholdCount=2)["TargetGroups"][0]["TargetGroupArn"]
        self.elb.modify_target_group_attributes(
            TargetGroupArn=self.group, Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "10"}])
        self.elb.create_listener(
            LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": self.group}])
        # Where the listener's own port is taken, the name carries another one.
        self.url = "http://" + self.elb.describe_load_balancers(Names=["web"])["LoadBalancers"][0]["DNSName"]

    def register(self, release, **changes):
        """Registers a revision of the task definition, and gives its ARN."""
        made = self.ecs.register_task_definition(**self.definition(release, **changes))
        return made["taskDefinition"]["taskDefinitionArn"]

    def definition(self, release, tag="v1", command=("serve", "8080"), key="token"):
        return {
            "family": FAMILY, "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256",
            "memory": "512", "executionRoleArn": ROLE,
            "containerDefinitions": [{
                "name": "web", "image": f"{self.repository}:{tag}", "command": list(command),
                "portMappings": [{"containerPort": 8080}], "environment": [{"name": "RELEASE", "value": release}],
                "secrets": [{"name": "TOKEN", "valueFrom": f"{self.secret}:{key}::"}],
                "logConfiguration": {"logDriver": "awslogs", "options": {
                    "awslogs-group": "/ecs/web", "awslogs-region": self.ecs.meta.region_name,
                    "awslogs-stream-prefix": "ecs"}}}]}

    def creation(self, definition, breaker=None):
        """What CreateService is asked."""
        return {
            "cluster": CLUSTER, "serviceName": SERVICE, "taskDefinition": definition, "desiredCount": COUNT,
            "launchType": "FARGATE", "networkConfiguration": NETWORK, "healthCheckGracePeriodSeconds": 0,
            "loadBalancers": [{"targetGroupArn": self.group, "containerName": "web", "containerPort": 8080}],
            "deploymentConfiguration": {
                "minimumHealthyPercent": 100, "maximumPercent": 200,
                "deploymentCircuitBreaker": breaker or {"enable": False, "rollback": False}}}

    def create(self, definition, breaker=None):
        return self.ecs.create_service(**self.creation(definition, breaker))["service"]

    def update(self, definition):
        return self.ecs.update_service(cluster=CLUSTER, service=SERVICE, taskDefinition=definition)["service"]

    def stable(self):
        """The SDK's own waiter, asking more often."""
        self.ecs.get_waiter("services_stable").wait(
            cluster=CLUSTER, services=[SERVICE], WaiterConfig={"Delay": 1, "MaxAttempts": 60})

    def service(self):
        return self.ecs.describe_services(cluster=CLUSTER, services=[SERVICE])["services"][0]

    def events(self):
        """Oldest first."""
        return [event["message"] for event in reversed(self.service()["events"])]

    def tasks(self, status):
        arns = self.ecs.list_tasks(cluster=CLUSTER, desiredStatus=status)["taskArns"]
        return self.ecs.describe_tasks(cluster=CLUSTER, tasks=arns)["tasks"] if arns else []

    def failed(self, definition, count=1):
        """The tasks of a revision that have stopped, as soon as there are so many; oldest first."""
        def found():
            tasks = [
                task for task in self.tasks("STOPPED")
                if task["taskDefinitionArn"] == definition and task["lastStatus"] == "STOPPED"]
            return sorted(tasks, key=lambda task: task["stoppedAt"]) if len(tasks) >= count else None
        return wait_until(f"{count} stopped tasks of {definition}", found)

    def deployment(self, arn=None):
        """A service deployment, the current one unless another is named."""
        arn = arn or self.service()["currentServiceDeployment"]
        return self.ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"][0]

    def ended(self, arn, status):
        return wait_until(
            f"{status} of {arn}", lambda: (lambda found: found if found["status"] == status else None)(
                self.deployment(arn)))

    def releases(self, requests=8):
        """What the load balancer answers, each answer once."""
        answers = set()
        for _ in range(requests):
            with urllib.request.urlopen(self.url, timeout=10) as answer:
                answers.add(answer.read().decode().strip())
        return answers

    def remove(self):
        """Deletes the service and waits until nothing of it runs."""
        self.ecs.delete_service(cluster=CLUSTER, service=SERVICE, force=True)
        wait_until("an empty cluster", lambda: not self.tasks("RUNNING"))
