import OCI
import SlipwayDomain
import SlipwayImages

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension FactsCollector {
    /// What a plan's image holds of what the release needs. Layers are downloaded newest first, and no more of them than
    /// it takes; what was found is remembered by digest.
    func imageContents(of plan: ServicePlan, _ look: ImageLook) async -> Fact<ImageContentsFact>? {
        guard let found = look.found else { return nil }
        let known = ImageInspection.contents(of: found.configuration)
        guard known.platform?.os == "linux", settings.largestDownload > 0 else { return .known(known) }
        let memory = ContentsMemory(folder: settings.cacheFolder, digest: found.digest, plan, known)
        if let remembered = memory?.read() { return .known(remembered) }
        let largest = settings.largestDownload
        let seen = await within(settings.patience, else: known) {
            await Self.inspect(found, plan, largest, memory)
        }
        return .known(seen)
    }

    /// Whatever stands in the way, what was found so far is what is known.
    private static func inspect(
        _ found: FoundImage, _ plan: ServicePlan, _ largest: Int64, _ memory: ContentsMemory?
    ) async -> ImageContentsFact {
        var inspection = ImageInspection(plan, found.configuration)
        var left = largest
        let folder = FileManager.default.temporaryDirectory.appending(path: "slipway-layers-\(UUID().uuidString)").path
        // What cannot be removed from a temporary folder goes with it.
        defer { try? Disk.removeTree(folder) }
        var isWhole = true
        for (number, layer) in found.manifest.layers.reversed().enumerated() {
            if inspection.isComplete { break }
            left -= layer.size
            guard left >= 0, !layer.mediaType.isForeignLayer, !Task.isCancelled else {
                isWhole = false
                break
            }
            let file = "\(folder)/\(number)"
            do {
                try Disk.makeFolder(folder, mode: 0o700)
                try await found.registry.with { client, repository throws(ImageError) in
                    try await client.pull(layer, from: repository, to: file)
                }
                try inspection.read(layer: file)
                _ = try Disk.removeFile(file)
            } catch {
                isWhole = false
                break
            }
        }
        if Task.isCancelled { isWhole = false }
        let contents = inspection.found(whole: isWhole)
        if isWhole || inspection.isComplete { memory?.write(contents) }
        return contents
    }
}

/// What is remembered of an image: a file for each digest and each set of things looked for.
private struct ContentsMemory: Sendable {
    private static let version = 1
    private let path: String

    /// Nothing without a folder.
    init?(folder: String?, digest: ContentDigest, _ plan: ServicePlan, _ contents: ImageContentsFact) {
        guard let folder else { return nil }
        let wanted = plan.wanted(in: contents)
        let question = (["v\(Self.version)"] + wanted.programs + ["|"] + wanted.files).joined(separator: "\n")
        let asked = ContentDigest(of: Array(question.utf8)).description.split(separator: ":").last ?? ""
        let name = digest.description.replacing(":", with: "-")
        path = "\(folder)/images/\(name)-\(asked.prefix(16)).json"
    }

    func read() -> ImageContentsFact? {
        guard let bytes = try? Disk.read(path, limit: 1 << 20) else { return nil }
        return try? JSONDecoder().decode(ImageContentsFact.self, from: Data(bytes))
    }

    /// A cache that cannot be written costs time, nothing else.
    func write(_ contents: ImageContentsFact) {
        guard let data = try? JSONEncoder().encode(contents) else { return }
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let temporary = "\(path).\(UUID().uuidString)"
        do {
            try Disk.makeFolder(folder)
            try Disk.write(Array(data), to: temporary)
            try Disk.move(temporary, to: path)
        } catch {
            _ = try? Disk.removeFile(temporary)
        }
    }
}
