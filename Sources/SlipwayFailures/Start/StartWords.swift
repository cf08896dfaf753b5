/// What the failures of starting a container share.
enum StartWords {
    static let alone = "ECS would have started new tasks for ever, with pauses growing to 27 min"
}
