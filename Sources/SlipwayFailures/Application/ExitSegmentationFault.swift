import SlipwayDomain

extension FailureMode {
    static let exitSegmentationFault = ApplicationWords.exit(
        "app-exit-139", 139, title: "the application crashed",
        meaning: "it touched memory that is not its own (SIGSEGV)",
        explanation:
            "A native part of the application crashed: mostly a library built for another base image or processor.",
        fix: "rebuild native modules inside the image's own base; try another base image")
}
