import OCI
import SlipwayDomain
import SlipwayImages

extension FactsCollector {
    /// Whether this machine has what the plan's image is made of; `nil` where nothing is made.
    func imageMaking(_ plan: ServicePlan) async -> Fact<ImageMakingFact>? {
        guard let folder = settings.project, let tools = settings.tools else { return nil }
        func path(_ path: String, in folder: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }
        switch plan.image {
        case .reference: return nil
        case .executable(let program):
            do throws(ImageError) {
                try ImageAssembler.look(
                    at: path(program.executable, in: folder), for: plan.platform.ociPlatform)
                return .known(.possible(with: program.executable))
            } catch {
                return .known(Self.obstacle(error, program.executable))
            }
        case .build(let build):
            let file = path(build.dockerfile, in: path(build.context, in: folder))
            do throws(OCIError) {
                guard try Disk.status(file, followingLinks: true)?.kind == .file else {
                    let shown = build.context == "." ? build.dockerfile : path(build.dockerfile, in: build.context)
                    return .known(.dockerfileMissing(path: shown))
                }
            } catch {
                return .unknown(reason: "\(error)")
            }
            return await within(
                settings.patience, else: .unknown(reason: "the tools that build images do not answer")
            ) {
                do throws(ImageError) {
                    return .known(.possible(with: try await ImageBuilder(folder: folder, tools: tools).tool().rawValue))
                } catch {
                    return error == .noBuilder ? .known(.noBuilder) : .unknown(reason: "\(error)")
                }
            }
        }
    }

    private static func obstacle(_ error: ImageError, _ path: String) -> ImageMakingFact {
        switch error {
        case .executableMissing: .executableMissing(path: path, build: ImageError.building(path))
        case .notAnExecutable(_, let reason): .unusable(path: path, reason: reason)
        case .wrongArchitecture(_, let has, let wanted):
            .unusable(path: path, reason: "it is made for \(has), not for \(wanted)")
        default: .unusable(path: path, reason: "\(error)")
        }
    }
}
