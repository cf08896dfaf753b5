/// What stands around the services that run tasks: networks, permissions, quotas, databases, stacks. They hold state in
/// memory, start nothing and need no end.
struct Surroundings {
    let networking: NetworkingService
    let trail = TrailStore()
    let tables: [OperationTable]
    let given: GivenTable

    init(_ settings: Cloud.Settings, ecs: ECSService, _ stores: SurroundingStores) {
        let networking = NetworkingService(stores: stores.networks, time: settings.time, tasks: ecs)
        let monitoring = MonitoringService(stores: stores.alarms.stores, time: settings.time, use: ecs)
        let (databases, quotas, stacks) = (stores.databases, stores.quotas, stores.stacks)
        let scaling = ScalingService(time: settings.time)
        let certificates = CertificatesService(time: settings.time, random: settings.random)
        let keys = KeysService()
        let events = EventsService()
        let discovery = DiscoveryService()
        let trailService = TrailService(store: trail)
        self.networking = networking
        tables = [
            networking.operations(), stores.permissions.operations(), monitoring.operations(), quotas.operations(),
            databases.rds(), databases.elastiCache(), scaling.applications(), scaling.machines(),
            certificates.operations(), keys.operations(), events.operations(), discovery.operations(),
            stacks.operations(), trailService.operations(),
        ]
        var given = GivenTable()
        for table in [
            quotas.given(), databases.given(), scaling.given(), certificates.given(), keys.given(), events.given(),
            discovery.given(), stacks.given(), trailService.given(),
        ] { given.merge(table) }
        self.given = given
    }
}
