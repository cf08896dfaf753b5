import AWSGenerator
import ArgumentParser
import FoundationEssentials

@main
struct Main: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate-aws",
        abstract: "Generates Swift for the AWS services on AWSGenerator's allow-list.",
        discussion: """
            The models are botocore's: `pip download --no-deps botocore==1.44.5`, unpack the wheel, name the folder. \
            They may be .json or .json.gz.
            """)

    @Option(help: "A folder with botocore's data folder: an unpacked wheel, `botocore` or `botocore/data`.")
    var models: String

    @Option(help: "The folder to write to; each service's folder in it is replaced.")
    var output: String

    func run() throws {
        let folder = try ModelFolder(URL(filePath: models, directoryHint: .isDirectory))
        for service in AllowedService.all {
            try OutputFolder(URL(filePath: output, directoryHint: .isDirectory)).replace(with: folder.generate(service))
        }
    }
}
