import OCI

/// Images, unpacked once each; containers put their own changes above (overlay), or get a copy.
extension ProcessRuntime {
    package func prepareImage(_ image: RunnableImage) async throws(RuntimeFailure) {
        _ = try await unpacked(image)
    }

    /// The folder of the unpacked image.
    func unpacked(_ image: RunnableImage) async throws(RuntimeFailure) -> String {
        if let known = images[image.configDigest] { return try await known.value.get() }
        let target = "\(folder)/images/\(image.configDigest.dropFirst(7).prefix(32))"
        let unpacking = Task { await self.unpack(image, to: target) }
        images[image.configDigest] = unpacking
        let result = await unpacking.value
        if case .failure = result { images[image.configDigest] = nil }
        return try result.get()
    }

    nonisolated func unpack(_ image: RunnableImage, to target: String) async -> Result<String, RuntimeFailure> {
        let result = await onFiles { () throws(OCIError) -> String in
            try Disk.removeTree(target)
            var extractor = try LayerExtractor(into: target)
            try Disk.setMode(0o755, of: target)
            for layer in image.layers { try extractor.extract(layerAt: layer.path) }
            return target
        }
        return result.mapError { error in
            RuntimeFailure("CannotPullContainerError", "\(image.reference): \(error)")
        }
    }
}
