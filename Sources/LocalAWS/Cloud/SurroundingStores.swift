/// What stands around the services that run tasks and is changed beside its calls: by faults, and by rehearsals.
struct SurroundingStores: Sendable {
    let time: any CloudTime
    let networks = ScopedStores(NetworkStore.init(scope:))
    let permissions: PermissionsService
    let quotas = QuotasService()
    let alarms: AlarmStates
    let databases = DatabasesService()
    let stacks: StacksService

    init(_ settings: Cloud.Settings) {
        time = settings.time
        permissions = PermissionsService(time: settings.time)
        alarms = AlarmStates(time: settings.time)
        stacks = StacksService(time: settings.time, random: settings.random)
    }
}
