/// The words that are written in Swift, in the order of the reference. The others stand in Scripts/library/standard.
enum Vocabulary {
    static let groups = [
        fileWords, parameterWords, stageWords, climbingWords, operationWords, filmWords, canvasWords, scheduleWords,
        maskWords, pictureWords, networkWords, tensorWords,
    ]
}
