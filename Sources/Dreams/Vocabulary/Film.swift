/// A dream in time: every frame has stages of its own, and begins with what the last one became.
public struct Film: Hashable, Sendable {
    /// What one frame does.
    public struct Frame: Hashable, Sendable {
        /// The stages, in order.
        public var stages: [Stage]

        /// A frame from its parts.
        public init(stages: [Stage]) { self.stages = stages }
    }

    /// What a frame does, counted from 0.
    public func frame(_ index: Int) -> Frame { frames[min(index, frames.count - 1)] }

    /// How many frames there are, unless the user brings frames.
    public var count: Int
    /// Over how many frames its schedules go, where only the first ones of a longer film are wanted; over all that there are when nil.
    public var span: Int?
    /// What they do, in order; the last one holds for all further frames. At least one.
    public var frames: [Frame]
    /// How the camera moves from frame to frame.
    public var camera: CameraMove
    /// Frames a second.
    public var rate: Float
    /// How much of the detail dreamt so far the next frame begins with, 0…1.
    public var keep: Float
    /// How much of what a frame changes of the dream it began with is taken back, 0…1, where that could be carried along; what was hidden
    /// before is dreamt anew. It is the step towards the least of Ruder, Dosovitskiy and Brox's short-term temporal loss ("Artistic style
    /// transfer for videos", 2016): λ/(1 + λ) of its weight λ.
    public var steady: Float
    /// Over frames that the user brings: how many frames farther back than the last one those lie, whose dream is carried on where no nearer frame
    /// sees the place: what was hidden for a while comes back as it was. The same paper's long-term consistency.
    public var longTerm: [Int]
    /// The last frames fade into what came before the first one, over this many, so that the film is a loop; 0 for none.
    public var loop: Int
    /// Where it dreams over frames that the user brings: how the detail follows what moves in them. Where another shot begins, all detail is new.
    public var flow: Flow

    /// How dreamt detail follows the frames that it is laid over.
    public enum Flow: String, Hashable, Sendable, Codable, CaseIterable {
        /// It stays where it is.
        case none
        /// It moves with the picture, and is dropped where something was hidden before (optical flow by pyramidal Lucas–Kanade).
        case optical
    }

    /// A film from its parts.
    public init(
        count: Int, frames: [Frame], camera: CameraMove = CameraMove(), rate: Float, keep: Float = 1, steady: Float = 0,
        longTerm: [Int] = [], loop: Int = 0, flow: Flow = .optical
    ) {
        self.count = count
        self.frames = frames
        self.camera = camera
        self.rate = rate
        self.keep = keep
        self.steady = steady
        self.longTerm = longTerm
        self.loop = loop
        self.flow = flow
    }
}

/// How a camera moves over the frames of a film: each number is one of how far it has moved since the frame before.
public struct CameraMove: Hashable, Sendable {
    /// A factor, above 1 nearer.
    public var zoom = Schedule.constant(1)
    /// In degrees, clockwise.
    public var rotate = Schedule.constant(0)
    /// In widths, to the right.
    public var panX = Schedule.constant(0)
    /// In heights, down.
    public var panY = Schedule.constant(0)
    /// What of the first picture is near, 1 being nearest: it moves farther than what is far; a flat picture when nil.
    public var near: Mask?
    /// How much farther than the middle the nearest moves, and how much less the farthest, 0…1.
    public var parallax: Float = 0.5

    /// A camera that stands still.
    public init() {}

    /// A camera that moves as far before every frame.
    public init(_ camera: Camera) {
        zoom = .constant(camera.zoom)
        rotate = .constant(camera.rotate)
        panX = .constant(camera.panX)
        panY = .constant(camera.panY)
    }

    /// Whether nothing moves.
    public var isStill: Bool {
        var flat = self
        (flat.near, flat.parallax) = (nil, CameraMove().parallax)
        return flat == CameraMove()
    }

    /// How far it has moved since the frame before one.
    func camera(at film: FilmMoment) -> Camera {
        let moment = Moment(progress: film.progress, in: film)
        return Camera(
            zoom: zoom.value(at: moment), rotate: rotate.value(at: moment),
            panX: panX.value(at: moment), panY: panY.value(at: moment))
    }
}

/// How far a camera has moved from one frame to the next.
public struct Camera: Hashable, Sendable {
    /// Above 1 nearer.
    public var zoom: Float = 1
    /// In degrees; what is seen turns clockwise when it is above 0.
    public var rotate: Float = 0
    /// In fractions of the width: what is seen moves left when it is above 0.
    public var panX: Float = 0
    /// In fractions of the height.
    public var panY: Float = 0

    /// A camera that stands still.
    public init(zoom: Float = 1, rotate: Float = 0, panX: Float = 0, panY: Float = 0) {
        self.zoom = zoom
        self.rotate = rotate
        self.panX = panX
        self.panY = panY
    }

    /// Whether nothing moves.
    public var isStill: Bool { self == Camera() }
}
