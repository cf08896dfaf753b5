import OCI

/// Builds an image from a Dockerfile with the tool that is there, and takes it out of the tool as files: the push is
/// ours, so neither credentials nor a registry's address ever reach the tool.
package struct ImageBuilder: Sendable {
    /// For the archive and the layers; they must stay until the image is pushed.
    let folder: String
    let tools: any ToolRunner

    package init(folder: String, tools: any ToolRunner = SubprocessToolRunner()) {
        self.folder = folder
        self.tools = tools
    }

    /// The first tool that answers: docker with an engine, then buildah.
    /// - Throws: `noBuilder` when none does.
    package func tool() async throws(ImageError) -> BuildTool {
        for tool in BuildTool.allCases {
            do throws(ImageError) {
                _ = try await tools.run(ToolCommands.probe(tool), purpose: "build", workingFolder: nil) { _ in }
                return tool
            } catch .cancelled {
                throw .cancelled
            } catch {
                continue
            }
        }
        throw .noBuilder
    }

    /// - Parameters:
    ///   - name: of the image at the tool while it is being built; unique to this run.
    ///   - line: gets the tool's output as it comes.
    package func build(
        _ request: BuildRequest, name: String, line: @escaping @Sendable (String) -> Void
    ) async throws(ImageError) -> LocalImage {
        let tool = try await tool()
        do throws(OCIError) {
            try Disk.makeFolder(folder)
        } catch {
            throw .content(error)
        }
        _ = try await tools.run(
            ToolCommands.build(request, with: tool, name: name), purpose: "build the image", workingFolder: nil,
            line: line)
        let archive = folder + "/image.tar"
        do throws(ImageError) {
            _ = try await tools.run(
                ToolCommands.save(name, with: tool, to: archive), purpose: "save the image", workingFolder: nil,
                line: line)
            let image = try ImageArchive.read(archive, platform: request.platform, folder: folder)
            await clean(name, tool, archive)
            return image
        } catch {
            await clean(name, tool, archive)
            throw error
        }
    }

    private func clean(_ name: String, _ tool: BuildTool, _ archive: String) async {
        // What cannot be removed does no harm: the name is unique, and the folder is a temporary one.
        _ = try? await tools.run(ToolCommands.remove(name, with: tool), purpose: "clean up", workingFolder: nil) { _ in
        }
        _ = try? Disk.removeFile(archive)
    }
}
