import SlipwayDomain
import SlipwayRollout
import Testing

@Test("begins with the update")
func begins() throws {
    var machine = RolloutMachine(RolloutRequest(taskDefinition: "td:2", desiredCount: 2))
    #expect(try machine.begin(at: .zero) == [.updateService])
}
