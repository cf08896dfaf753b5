import CTaskSpawn
import Logging
import OCI

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Containers of tasks.
extension ProcessRuntime {
    package func start(_ container: ContainerSpec, network: TaskNetwork) async throws(RuntimeFailure) {
        let key = container.key
        guard !closed, Self.isPlainName(key.name), let making = tasks[key.task] else {
            throw RuntimeFailure("CannotStartContainerError", "task \(key.task) has no network")
        }
        let task = try await making.value.get()
        let image = try await unpacked(container.image)
        if let former = containers.removeValue(forKey: key) {
            former.process.killGroup()
            _ = await former.process.ended.wait()
            former.follower.cancel()
        }
        let configuration: ImageConfiguration
        do throws(OCIError) {
            configuration = try ImageConfiguration.parse(container.image.config)
        } catch {
            throw Self.failure("CannotCreateContainerError", error)
        }
        let plan = try StartPlan(
            container, image: configuration, hostname: task.hostname, injected: try injected(container, task.network))
        var launch = try self.launch(container, plan, task, ImageRoot(image))
        try await makeFolders(key, image, task, &launch, container.image)
        launch.controlGroups = controlGroups.make(
            instance: instance.id, name: Self.groupName(key), memoryBytes: container.memoryLimitBytes,
            cpuShares: container.cpuShares)
        if container.memoryLimitBytes != nil, controlGroups.version == nil {
            logger.warning("memory limits are not enforced: control groups cannot be written")
        }
        let running = try await run(launch, plan, key, container.image)
        guard tasks[key.task] != nil, !closed else {
            running.follower.cancel()
            running.process.killGroup()
            _ = await running.process.ended.wait()
            controlGroups.remove(instance: instance.id, name: Self.groupName(key))
            await removeFolder("\(folder)/tasks/\(key.task)")
            throw RuntimeFailure("CannotStartContainerError", "task \(key.task) was removed meanwhile")
        }
        containers[key] = running
        note(running.process.number, of: key)
    }

    static func groupName(_ key: ContainerKey) -> String { "\(key.task)-\(key.name)" }
    func folder(of key: ContainerKey) -> String { "\(folder)/tasks/\(key.task)/\(key.name)" }

    private func launch(
        _ container: ContainerSpec, _ plan: StartPlan, _ task: TaskState, _ root: ImageRoot
    ) throws(RuntimeFailure) -> Launch {
        let identity =
            plan.user.isEmpty
            ? try ContainerIdentity("0", passwd: root.lines(of: "etc/passwd"), groupFile: root.lines(of: "etc/group"))
            : try ContainerIdentity(
                plan.user, passwd: root.lines(of: "etc/passwd"), groupFile: root.lines(of: "etc/group"))
        var launch = Launch(
            program: try plan.program(in: root), arguments: plan.words, environment: plan.environment)
        if plan.value(of: "HOME") == nil { launch.environment.append("HOME=\(identity.home)") }
        launch.folder = plan.folder
        launch.hostname = task.hostname
        launch.network = task.namespace.map { "/run/netns/\($0)" }
        launch.user = identity.user
        launch.group = identity.group
        launch.groups = identity.groups
        launch.readOnly = container.readOnlyRootFilesystem
        launch.runInit = container.runInit
        launch.ownUser = isolation.ownUser
        if isolation.ownUser, identity.user != 0 {
            logger.warning(
                "without root a container's user cannot be kept: it runs as root of its own namespace, which is you",
                metadata: ["container": "\(container.key.name)", "user": "\(plan.user)"])
        }
        return launch
    }

    /// The container's own folders: where its root is mounted, and what it changes.
    private func makeFolders(
        _ key: ContainerKey, _ image: String, _ task: TaskState, _ launch: inout Launch, _ source: RunnableImage
    ) async throws(RuntimeFailure) {
        let place = folder(of: key)
        let root = "\(place)/root"
        // Commas and colons would end an overlay's option.
        let overlay = overlayWorks && !place.contains { ",:\\".contains($0) }
        let files = Self.networkFiles(task)
        let made = await onFiles { () throws(OCIError) -> Void in
            try Disk.removeTree(place)
            for folder in overlay ? ["root", "upper", "work"] : ["root"] { try Disk.makeFolder("\(place)/\(folder)") }
            guard overlay else { return }
            try Disk.setMode(0o755, of: "\(place)/upper")
            try Self.prepare("\(place)/upper", image: image, files: files)
        }
        if case .failure(let error) = made { throw Self.failure("CannotCreateContainerError", error) }
        launch.root = root
        if overlay {
            launch.overlay =
                "lowerdir=\(image),upperdir=\(place)/upper,workdir=\(place)/work"
                + (isolation.ownUser ? ",userxattr" : "")
        } else {
            try await copyImage(source, image, task, to: root)
        }
    }

    private func copyImage(
        _ source: RunnableImage, _ image: String, _ task: TaskState, to root: String
    ) async throws(RuntimeFailure) {
        _ = try await unpack(source, to: root).get()
        let files = Self.networkFiles(task)
        let made = await onFiles { () throws(OCIError) -> Void in
            try Self.prepare(root, image: image, files: files)
        }
        if case .failure(let error) = made { throw Self.failure("CannotCreateContainerError", error) }
    }

    /// Puts what every container has where the image lacks it: folders to mount at, and files about the network.
    private static func prepare(_ top: String, image: String, files: [(String, [UInt8])]) throws(OCIError) {
        for name in ["proc", "dev", "sys"] where try Disk.status("\(image)/\(name)") == nil {
            try Disk.makeFolder("\(top)/\(name)")
        }
        // An /etc that is a link leads to somewhere of the image's; it is left alone.
        let kind = try Disk.status("\(image)/etc")?.kind ?? .directory
        guard kind == .directory else { return }
        try Disk.makeFolder("\(top)/etc")
        for (name, bytes) in files {
            try Disk.removeTree("\(top)/etc/\(name)")
            let sink = try FileSink("\(top)/etc/\(name)", exclusive: true)
            try sink.write(bytes)
            try sink.close()
        }
    }

    private static func networkFiles(_ task: TaskState) -> [(String, [UInt8])] {
        var hosts = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"
        if task.namespace != nil { hosts += "\(task.network.address)\t\(task.hostname)\n" }
        // A machine without resolver has containers without resolver.
        let resolver = (try? Disk.read("/etc/resolv.conf", limit: 64 * 1024)) ?? []
        return [
            ("hosts", Array(hosts.utf8)), ("hostname", Array("\(task.hostname)\n".utf8)), ("resolv.conf", resolver),
        ]
    }

    private func run(
        _ launch: Launch, _ plan: StartPlan, _ key: ContainerKey, _ source: RunnableImage
    ) async throws(RuntimeFailure) -> RunningContainer {
        let pipes = try OutputPipes()
        let refusal: Launch.Refusal
        do throws(Launch.Refusal) {
            let process = try await ChildProcess.start(
                launch, output: pipes.output.writeEnd, error: pipes.error.writeEnd)
            let exit = ExitLatch()
            let ends = pipes.handOver()
            let follower = Task { await self.follow(key, process, ends, exit) }
            return RunningContainer(
                process: process, stopSignal: plan.stopSignal, exit: exit, follower: follower, launch: launch,
                searchPath: plan.value(of: "PATH") ?? "")
        } catch {
            pipes.close()
            refusal = error
        }
        guard refusal.stage == .overlay, launch.overlay != nil, let task = tasks[key.task] else {
            controlGroups.remove(instance: instance.id, name: Self.groupName(key))
            throw RuntimeFailure(
                "CannotStartContainerError",
                "\(refusal.stage.words) failed: \(Disk.describe(errorCode: refusal.code).lowercased())")
        }
        // Some file systems cannot carry an overlay: from now on containers get copies.
        overlayWorks = false
        var plain = launch
        plain.overlay = nil
        try await copyImage(source, try await unpacked(source), try await task.value.get(), to: launch.root ?? "")
        return try await run(plain, plan, key, source)
    }
}
