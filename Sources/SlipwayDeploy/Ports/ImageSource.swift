package import SlipwayDomain

/// Brings the image of a plan into its registry and says what it is called there.
package protocol ImageSource: Sendable {
    /// Resolves, builds or assembles, and pushes what is not there yet.
    /// - Returns: the image with its digest.
    func prepare(
        _ plan: ServicePlan, facts: Facts, progress: @escaping @Sendable (ImageProgress) -> Void
    ) async throws(Problem) -> PreparedImage
}

package struct PreparedImage: Hashable, Sendable {
    /// Pinned to its digest.
    package var reference: ImageReference
    /// The tag it was found or pushed under, for people.
    package var tag: String?
    package var platforms: [Platform]
    package var bytesPushed: Int64
    /// Of all layers together, compressed; absent where nobody counted.
    package var compressedBytes: Int64?
    /// What it holds of what the release needs, where this run made it and looked.
    package var contents: ImageContentsFact?

    package init(
        reference: ImageReference, tag: String?, platforms: [Platform], bytesPushed: Int64 = 0,
        compressedBytes: Int64? = nil, contents: ImageContentsFact? = nil
    ) {
        self.compressedBytes = compressedBytes
        self.contents = contents
        self.reference = reference
        self.tag = tag
        self.platforms = platforms
        self.bytesPushed = bytesPushed
    }
}

package enum ImageProgress: Hashable, Sendable {
    /// "building with docker", "assembling realworld", a builder's own output line.
    case step(String)
    case uploaded(bytes: Int64, of: Int64)
}
