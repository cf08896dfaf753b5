package import SlipwayDomain
package import SlipwayImages

/// How facts are collected: bounds, and what lies on this machine.
package struct CollectorSettings: Sendable {
    /// How long all questions together may take. What is not answered by then is unknown.
    package var patience: Duration
    /// Questions on their way at once.
    package var parallel: Int
    /// For the deadline of the calls, on their own clock (`AWSClock.uptime()`); `nil` leaves them their own limit.
    package var uptime: (@Sendable () -> Duration)?
    /// For what may take longer than a call: looking into images.
    package var clock: any Clock<Duration>
    /// When our own credentials end; `nil` for those that do not.
    package var credentialsExpireAt: @Sendable () async -> Moment?
    /// The manifest's folder, where the application's contract lies; `nil` looks for none.
    package var project: String?
    /// Finds out what images can be built with; `nil` does not look whether the plan's image can be made.
    package var tools: (any ToolRunner)?
    /// Where what images hold is remembered by digest; `nil` remembers nothing.
    package var cacheFolder: String?
    /// Bytes of layers that are downloaded to look into an image; at 0 only its configuration is read.
    package var largestDownload: Int64

    package init(
        patience: Duration = .seconds(20), parallel: Int = 12, uptime: (@Sendable () -> Duration)? = nil,
        clock: any Clock<Duration> = ContinuousClock(),
        credentialsExpireAt: @escaping @Sendable () async -> Moment? = { nil }, project: String? = nil,
        tools: (any ToolRunner)? = nil, cacheFolder: String? = nil, largestDownload: Int64 = 256 << 20
    ) {
        self.patience = patience
        self.parallel = parallel
        self.uptime = uptime
        self.clock = clock
        self.credentialsExpireAt = credentialsExpireAt
        self.project = project
        self.tools = tools
        self.cacheFolder = cacheFolder
        self.largestDownload = largestDownload
    }
}
