import AWSRuntime
import AWSServices
import OCI
package import SlipwayDeploy
package import SlipwayDomain
import SlipwayImages

/// Images by way of ECR: resolves what is there, builds or assembles what is not, and pushes it with the login that ECR
/// gives to wherever ECR says.
package struct ECRImageSource: ImageSource {
    private let clients: AWSClients
    /// The manifest's folder: its paths are relative to it.
    private let folder: String
    /// For layers until they are pushed; kept between runs, so that an unchanged base is compressed once.
    private let workFolder: String
    private let tools: SubprocessToolRunner

    /// - Parameter environment: for the programs that build, beside this process's own variables.
    package init(clients: AWSClients, folder: String, workFolder: String, environment: [String: String]) {
        self.clients = clients
        self.folder = folder
        self.workFolder = workFolder
        tools = SubprocessToolRunner(environment: environment)
    }

    package func prepare(
        _ plan: ServicePlan, facts: Facts, progress: @escaping @Sendable (ImageProgress) -> Void
    ) async throws(Problem) -> PreparedImage {
        switch plan.image {
        case .reference(let reference): return try await resolve(reference, plan, facts)
        case .build(let build):
            let repository = try repository(build.repository, facts)
            progress(.step("building \(build.context) (\(build.dockerfile))"))
            let image = try await made { () async throws(ImageError) in
                try await ImageBuilder(folder: workFolder, tools: tools).build(
                    BuildRequest(
                        context: path(build.context), dockerfile: path(build.context, build.dockerfile),
                        target: build.target,
                        arguments: build.arguments.map { "\($0.name)=\($0.value)" }, platform: plan.platform.ociPlatform
                    ),
                    name: build.repository, line: { progress(.step($0)) })
            }
            return try await push(image, to: repository, plan, progress)
        case .executable(let executable):
            let repository = try repository(executable.repository, facts)
            progress(.step("assembling \(executable.executable)"))
            let options = AssemblyOptions(
                platform: plan.platform.ociPlatform,
                includes: executable.include.map { AssemblyOptions.Include(parsing: $0, base: folder) },
                exposedPort: plan.port, stripsSymbols: true)
            let image = try await made { () async throws(ImageError) in
                try await ImageAssembler(folder: workFolder, tools: tools)
                    .assemble(path(executable.executable), options: options)
            }
            return try await push(image, to: repository, plan, progress)
        }
    }

    /// A reference by its digest. One that ECR does not have is passed on as it is: whoever skipped the check for it
    /// wants to see what ECS says.
    private func resolve(
        _ reference: ImageReference, _ plan: ServicePlan, _ facts: Facts
    ) async throws(Problem) -> PreparedImage {
        var named = reference
        if reference.registry == nil, let uri = facts.repository?.value?.uri {
            named = try parsed(uri)
            named.tag = reference.tag
            named.digest = reference.digest
        }
        if let found = facts.image?.value {
            return PreparedImage(
                reference: named.pinned(to: found.digest), tag: reference.tag, platforms: found.platforms)
        }
        if named.digest != nil || facts.repository != nil {
            return PreparedImage(reference: named, tag: reference.tag, platforms: [])
        }
        let transport = RegistryTransport()
        let client = RegistryClient(host: named.registry ?? "docker.io", credentials: nil, transport: transport)
        do {
            let found = try await client.resolve(
                named.tag ?? "latest", in: client.location.repository(named.repository),
                platform: plan.platform.ociPlatform)
            await transport.shutdown()
            guard let digest = SlipwayDomain.Digest(found.digest.description) else {
                throw Problem("image.digest", "\(found.digest) is no digest", exitCode: .failedBefore)
            }
            return PreparedImage(reference: named.pinned(to: digest), tag: named.tag, platforms: [plan.platform])
        } catch let error as ImageError {
            await transport.shutdown()
            throw Self.problem(error)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem("bug.image", "resolving the image failed", cause: "\(error)", exitCode: .bug)
        }
    }

    private func repository(_ name: String, _ facts: Facts) throws(Problem) -> ImageReference {
        guard let uri = facts.repository?.value?.uri else {
            throw Problem(
                "image.repository", "there is no ECR repository \(name)",
                next: "aws ecr create-repository --repository-name \(name)", exitCode: .failedBefore)
        }
        return try parsed(uri)
    }

    private func push(
        _ image: LocalImage, to repository: ImageReference, _ plan: ServicePlan,
        _ progress: @escaping @Sendable (ImageProgress) -> Void
    ) async throws(Problem) -> PreparedImage {
        let login = try await login()
        let transport = RegistryTransport()
        let client = RegistryClient(
            host: repository.registry ?? login.host, credentials: login.credentials, transport: transport)
        // The tag is for people: the digest is what is deployed. The same content keeps the same tag.
        let tag = "slipway-\(image.digest.description.dropFirst("sha256:".count).prefix(12))"
        let pusher = ImagePusher(to: client) { update in
            if case .sent(let bytes, let total) = update { progress(.uploaded(bytes: bytes, of: total)) }
        }
        do {
            let report = try await pusher.push(image, to: repository.repository, tag: tag)
            await transport.shutdown()
            guard let digest = SlipwayDomain.Digest(report.digest.description) else {
                throw Problem("image.digest", "\(report.digest) is no digest", exitCode: .failedBefore)
            }
            return PreparedImage(
                reference: repository.pinned(to: digest), tag: tag, platforms: [image.platform.platform],
                bytesPushed: report.bytesSent, compressedBytes: image.size, contents: Self.contents(of: image, plan))
        } catch let error as ImageError {
            await transport.shutdown()
            throw Self.problem(error)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem("bug.image", "pushing the image failed", cause: "\(error)", exitCode: .bug)
        }
    }

    /// What the image holds of what the release needs; nothing where its layers cannot be read, which others will tell.
    private static func contents(of image: LocalImage, _ plan: ServicePlan) -> ImageContentsFact? {
        do throws(OCIError) {
            var inspection = ImageInspection(plan, try ImageConfiguration.parse(image.configuration))
            for layer in image.layers.reversed() where !inspection.isComplete {
                try inspection.read(layer: layer.path)
            }
            return inspection.found(whole: true)
        } catch {
            return nil
        }
    }

    /// ECR's token: `AWS:password` in base64, for the registry at `proxyEndpoint`.
    private func login() async throws(Problem) -> (host: String, credentials: RegistryCredentials) {
        let answer: ECR.GetAuthorizationTokenResponse
        do {
            answer = try await clients.ecr.getAuthorizationToken()
        } catch {
            throw error.targetFailure("ecr:GetAuthorizationToken").problem(doing: "logging in to ECR")
        }
        guard let data = answer.authorizationData?.first, let token = data.authorizationToken,
            let credentials = Base64Login.credentials(in: token)
        else {
            throw Problem("image.login", "ECR gave no usable login", exitCode: .failedBefore)
        }
        let endpoint = data.proxyEndpoint ?? ""
        let host = endpoint.firstRange(of: "://").map { String(endpoint[$0.upperBound...]) } ?? endpoint
        return (host, credentials)
    }

    private func made(_ make: () async throws(ImageError) -> LocalImage) async throws(Problem) -> LocalImage {
        do { return try await make() } catch { throw Self.problem(error) }
    }

    private func parsed(_ text: String) throws(Problem) -> ImageReference {
        do { return try ImageReference(parsing: text) } catch {
            throw Problem("image.reference", "\(text): \(error)", exitCode: .failedBefore)
        }
    }

    private func path(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }

    /// A file of a build context, which is where docker looks for it.
    private func path(_ context: String, _ file: String) -> String {
        file.hasPrefix("/") ? file : "\(path(context))/\(file)"
    }

    private static func problem(_ error: ImageError) -> Problem {
        Problem("image.failed", "\(error)", next: error.next, exitCode: .failedBefore)
    }
}

extension SlipwayDomain.Platform {
    var ociPlatform: ImagePlatform { ImagePlatform(os: os, architecture: architecture, variant: variant) }
}

extension ImagePlatform {
    /// In its usual spelling.
    var platform: SlipwayDomain.Platform {
        let usual = normalized
        return SlipwayDomain.Platform(os: usual.os, architecture: usual.architecture, variant: usual.variant)
    }
}
