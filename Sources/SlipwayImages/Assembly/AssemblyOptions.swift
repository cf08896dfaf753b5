/// How an image is made from a program.
package struct AssemblyOptions: Hashable, Sendable {
    /// `linux/amd64`; nil takes what the program is made for.
    package var platform: ImagePlatform?
    /// Files and folders that go into the image too.
    package var includes: [Include]
    /// `NAME=value`, in order; never secrets, as everyone who pulls the image sees them.
    package var environment: [String]
    package var exposedPort: Int?
    package var labels: [String: String]
    /// After the program itself.
    package var arguments: [String]
    /// Leaves out what only debuggers read; backtraces lose their line numbers.
    package var stripsSymbols: Bool
    /// The time zone database, 2 MB; without it only UTC is known.
    package var includesTimeZones: Bool
    /// Where this machine's files are: `/`, or a folder that stands for it.
    package var root: String
    /// Folders to look for libraries in last, such as the Swift runtime's.
    package var libraryFolders: [String]

    package struct Include: Hashable, Sendable {
        /// On this machine.
        package var source: String
        /// In the image, absolute.
        package var destination: String

        package init(source: String, destination: String) {
            self.source = source
            self.destination = destination
        }

        /// From the manifest's `path` or `path:where/in/the/image`; relative places are below the program's folder.
        /// - Parameter base: the folder that relative paths of this machine are in.
        package init(parsing text: String, base: String) {
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            let path = parts.first ?? ""
            let place = parts.count > 1 ? parts[1] : LibraryFinder.last(of: path)
            source = path.hasPrefix("/") ? path : base + "/" + path
            destination = LibraryFinder.normalize(place.hasPrefix("/") ? place : ImageAssembler.home + "/" + place)
        }
    }

    package init(
        platform: ImagePlatform? = nil, includes: [Include] = [], environment: [String] = [],
        exposedPort: Int? = nil, labels: [String: String] = [:], arguments: [String] = [],
        stripsSymbols: Bool = false, includesTimeZones: Bool = false, root: String = "/",
        libraryFolders: [String] = []
    ) {
        self.platform = platform
        self.includes = includes
        self.environment = environment
        self.exposedPort = exposedPort
        self.labels = labels
        self.arguments = arguments
        self.stripsSymbols = stripsSymbols
        self.includesTimeZones = includesTimeZones
        self.root = root
        self.libraryFolders = libraryFolders
    }
}
