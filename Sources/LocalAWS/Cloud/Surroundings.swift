/// What stands around the services that run tasks: networks, permissions, quotas, databases, stacks. They hold state in
/// memory, start nothing and need no end.
struct Surroundings {
    let networking: NetworkingService
    let quotas = QuotasService()
    let trail = TrailStore()
    let tables: [OperationTable]
    let given: GivenTable

    init(
        _ settings: Cloud.Settings, ecs: ECSService, networks: ScopedStores<NetworkStore>,
        permissions: PermissionsService
    ) {
        let networking = NetworkingService(stores: networks, time: settings.time, tasks: ecs)
        let monitoring = MonitoringService(time: settings.time, use: ecs)
        let databases = DatabasesService()
        let scaling = ScalingService(time: settings.time)
        let certificates = CertificatesService(time: settings.time, random: settings.random)
        let keys = KeysService()
        let events = EventsService()
        let discovery = DiscoveryService()
        let stacks = StacksService(time: settings.time, random: settings.random)
        let trailService = TrailService(store: trail)
        self.networking = networking
        tables = [
            networking.operations(), permissions.operations(), monitoring.operations(), quotas.operations(),
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
