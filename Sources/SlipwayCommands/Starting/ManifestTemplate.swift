/// The manifest that `slipway init` writes.
enum ManifestTemplate {
    static func text(
        _ look: ProjectLook, region: String, environment: String = "dev", service: String = "web"
    ) -> String {
        let image: String =
            switch look.source {
            case .dockerfile: "{ repository: \"\(look.name)\", build: . }"
            case .executable(let path): "{ repository: \"\(look.name)\", executable: \"\(path)\" }"
            }
        let guess = look.isPortGuessed ? "  # a guess: write the port that the application listens on" : ""
        return """
            # What Slipway deploys. Every key: Documentation/manifest.md; what a deployment would change: slipway plan
            name: "\(look.name)"
            region: \(region)
            environments:
              "\(environment)": {}
            services:
              "\(service)":
                image: \(image)
                port: \(look.port)\(guess)
                cpu: 256
                memory: 512
                count: 2
            \(onAWS)
                # Where the load balancer finds the tasks; remove it for a worker.
                targetGroup: "\(look.name)-${env}"
                variables:
                  ENVIRONMENT: "${env}"
                # secrets:
                #   DATABASE_URL: "secret:${env}/\(look.name)#database_url"
                # required: [DATABASE_URL]
                health: { path: /health, interval: 5s, grace: 30s }
                deployment: { budget: 5m, rollback: true }
                # Asked through the load balancer before a release counts as done.
                verify:
                  - { get: /health, status: 200 }
                  # - { get: /health/database, status: 200 }
                  # - { get: /api/items, status: 200 }

            """
    }

    /// What only the account knows.
    private static let onAWS = """
            # A new service on AWS needs these two; the embedded cloud does without. Take each `# ` away and fill in:
            # roles:
            #   # aws iam list-roles --query "Roles[].RoleName" (those that ecs-tasks.amazonaws.com may assume)
            #   execution: ecsTaskExecutionRole
            #   # What the application itself may do; leave it out where it calls nothing of AWS.
            #   task: ROLE
            # network:
            #   # aws ec2 describe-subnets --query "Subnets[].[SubnetId,VpcId,AvailabilityZone]" --output text
            #   subnets: [subnet-ID, subnet-ID]
            #   # aws ec2 describe-security-groups --query "SecurityGroups[].[GroupId,GroupName,VpcId]" --output text
            #   securityGroups: [sg-ID]
            #   # true in subnets whose way out is an internet gateway, and no NAT.
            #   publicIP: false
        """
}
