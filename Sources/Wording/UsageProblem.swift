/// What is wrong with what somebody asked for, before anything was done: to be asked for otherwise.
public protocol UsageProblem: Error, CustomStringConvertible {}
