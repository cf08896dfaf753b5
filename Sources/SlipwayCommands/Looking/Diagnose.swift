import ArgumentParser
import SlipwayAWS
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain
import SlipwayEvidence
import SlipwayFailures

struct Diagnose: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "diagnose",
        abstract: "Say why something failed: cause, evidence, fix, and what else it is not.",
        discussion: """
            Reads what ECS still remembers (stopped tasks for about an hour), the load balancer's view, the last log lines, \
            and where they leave the cause open also the stack's events and the configuration. Needs no manifest with \
            --cluster and --service, and no AWS at all with --from.

            Examples:
              slipway diagnose
              slipway diagnose --cluster prod --service backend --region ap-northeast-2
              slipway diagnose --cluster prod --task 0123456789abcdef0123456789abcdef
              aws ecs describe-tasks --cluster prod --tasks 0123… | slipway diagnose --from -
              slipway diagnose --from error.txt --language ko
              slipway diagnose --bundle ./for-a-colleague

            --from takes DescribeTasks, DescribeServices, DescribeServiceDeployments, stack events, EventBridge events, an \
            error as the AWS CLI prints it, or any mixture, as JSON or as pasted text.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("A cluster; with it no manifest is read.", valueName: "name"))
    var cluster: String?

    @Option(help: ArgumentHelp("One task of the cluster, by its id or ARN.", valueName: "id"))
    var task: String?

    @Option(help: ArgumentHelp("A CloudFormation stack.", valueName: "name"))
    var stack: String?

    @Option(
        help: ArgumentHelp("A file to read instead of AWS; - for standard input.", valueName: "file"),
        completion: .file())
    var from: String?

    @Option(
        help: ArgumentHelp(
            "Write everything that was seen to this folder, likely secrets taken out.", valueName: "folder"),
        completion: .directory)
    var bundle: String?

    func validate() throws {
        if from != nil, cluster != nil || global.service != nil || task != nil || stack != nil {
            throw ValidationError("--from reads a file instead of AWS: leave the other options out")
        }
        if cluster != nil, global.service == nil, task == nil {
            throw ValidationError("--cluster needs --service or --task")
        }
        if global.service != nil, task != nil { throw ValidationError("--task and --service exclude each other") }
    }

    func run(_ context: CommandContext) async throws -> Int32 {
        var diagnosis = try await diagnosis(context)
        diagnosis.findings = diagnosis.findings.map { $0.withoutSecrets(context.redactor) }
        if let bundle { try DiagnosisBundle(diagnosis).write(to: context.path(bundle), context.redactor) }
        context.console.report(DiagnosisReport(diagnosis: diagnosis))
        if let bundle {
            context.console.say("everything that was seen is in \(bundle); look through it before you send it")
        }
        return 0
    }

    private func diagnosis(_ context: CommandContext) async throws -> Diagnosis {
        if let from {
            let text = try Self.text(from, context)
            let file = EvidenceFile(reading: text, now: context.now())
            return Diagnosis(subject: from == "-" ? "standard input" : from, offline: file)
        }
        if stack != nil || clusterOfAll != nil { return try await withoutManifest(context) }
        do {
            return try await ServiceWork.with(context, global, looks: true) { work in
                let live = LiveDiagnosis(session: work.session, now: context.now, plan: work.plan)
                guard let task else { return try await live.service(work.plan.service) }
                return try await live.task(task, in: work.plan.service)
            }
        } catch let problem as Problem where problem.code == "manifest.missing" {
            var problem = problem
            problem.next = "without a manifest: slipway diagnose --cluster NAME --service NAME, or --from FILE"
            throw problem
        }
    }

    /// The cluster that is named, by itself or by the task's ARN (`…:task/CLUSTER/ID`).
    private var clusterOfAll: String? {
        if let cluster { return cluster }
        guard let task, task.hasPrefix("arn:") else { return nil }
        let parts = task.split(separator: "/")
        return parts.count == 3 ? String(parts[1]) : nil
    }

    private func withoutManifest(_ context: CommandContext) async throws -> Diagnosis {
        let session = try AWSSession.open(context, global, region: nil)
        do {
            let live = LiveDiagnosis(session: session, now: context.now)
            let found: Diagnosis
            if let stack {
                found = try await live.stack(stack)
            } else {
                let service = Service(
                    region: session.region, cluster: clusterOfAll ?? "", name: global.service ?? "")
                if let task {
                    found = try await live.task(task, in: service)
                } else {
                    found = try await live.service(service)
                }
            }
            await session.close()
            return found
        } catch {
            let located = await session.located(error)
            await session.close()
            throw located.ofLook
        }
    }

    private static func text(_ path: String, _ context: CommandContext) throws(Problem) -> String {
        let text: String
        if path == "-" {
            text = StandardInput.text()
        } else {
            text = try TextFile.read(
                context.path(path), limit: StandardInput.limit,
                missing: Problem("diagnose.missing", "there is no file \(path)", exitCode: .usage))
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw Problem(
                "diagnose.empty", "\(path == "-" ? "standard input" : path) is empty",
                next: "aws ecs describe-tasks --cluster NAME --tasks ID | slipway diagnose --from -", exitCode: .usage)
        }
        return text
    }
}
