-- Penalties: numbers over the canvas for minimize. A weight means the same on every network, since it is weighed against a
-- gradient of a common size.
local r = require "reverie"

local grey = 128

-- The canvas as parts of its range around grey, −1 … 1.
local function centred() return (r.canvas() - grey) / 127.5 end

-- Lightness and the two colours (Oklab) of a canvas or a picture.
local function oklab(levels) return levels:colours("oklab") end

return r.plugin {
  api = 1, name = "penalties", title = "Penalties",
  words = {
    r.define {
      name = "tv", gives = "objective",
      about = "how restless the canvas is: total variation (Mahendran and Vedaldi, 2014)",
      options = {
        beta = r.number { default = 2, min = 1, max = 4, about = "2 smooths, 1 keeps edges" },
        neighbours = r.choice { default = "two", of = { "two", "four" },
          about = "right and below, or along the diagonals as well" },
        wraps = r.boolean { default = true, about = "whether opposite sides are neighbours" },
      },
      positional = { "beta" },
      example = "minimize = 4 * r.tv()",
      shape = "→ [1, 1, 1]",
      equation = "y = 255^(1−beta) · Σ (Δ² + ε)^(beta/2) over the canvas's levels",
      make = function(_, o)
        return r.canvas():tv { beta = o.beta, neighbours = o.neighbours, wraps = o.wraps }
      end,
    },
    r.define {
      name = "lp", gives = "objective",
      about = "how far pixels are from grey, to a power: 1 and 2 pull all, 6 only the extreme (the α-norm, 2014)",
      options = { power = r.number { default = 6, min = 1, max = 16, about = "the exponent" } },
      positional = { "power" },
      example = "minimize = 20 * r.lp(6)",
      -- A sum, and not a mean, as r.tv is: every pixel is pulled as hard on a large canvas as on a small one.
      shape = "→ [1, 1, 1]",
      equation = "y = 127.5 / power · Σ |(x − 128) / 127.5|^power",
      make = function(_, o) return 127.5 / o.power * (centred():abs() ^ o.power):sum() end,
    },
    r.define {
      name = "roughness", gives = "objective",
      about = "what a blur would take away: high frequencies (Lucid's blur penalty)",
      options = { sigma = r.number { default = 1, min = 0.1, max = 50, unit = "px", about = "the blur's deviation" } },
      positional = { "sigma" },
      example = "minimize = 4 * r.roughness(1.5)",
      shape = "→ [1, 1, 1]",
      equation = "y = Σ (x − blur(x))² / 255, the blur having no gradient",
      make = function(_, o)
        local canvas = r.canvas()
        return 1 / 255 * (canvas - canvas:blur(o.sigma):fixed()):square():sum()
      end,
    },
    r.define {
      name = "busy_border", gives = "objective",
      about = "how much there is along the border, so that the dream stays in the middle (Lucid)",
      options = {
        width = r.number { default = 0.08, min = 0.005, max = 0.5, about = "of the border, as a part of the canvas" },
      },
      positional = { "width" },
      example = "minimize = r.busy_border(0.1)",
      shape = "→ [1, 1, 1]",
      equation = "y = 0.03 · Σ m · ((x − blur(x))² + (x − 128)²), m being 1 at the border and 0 within",
      make = function(_, o)
        local border = r.ramp(0, 1 - o.width, 1) + r.ramp(180, 1 - o.width, 1) + r.ramp(90, 1 - o.width, 1)
          + r.ramp(270, 1 - o.width, 1)
        local canvas = r.canvas()
        local edges, extremes = canvas - canvas:blur(2):fixed(), canvas - grey
        return 0.03 * ((edges:square() + extremes:square()) * border):sum()
      end,
    },
    r.define {
      name = "colour_drift", gives = "objective",
      about = "how far the canvas's colours, on the whole, are from a picture's: means and deviations (Oklab)",
      options = { picture = r.picture { about = "whose colours; usually r.input()" } },
      positional = { "picture" },
      example = "minimize = r.colour_drift(r.input())",
      shape = "→ [1, 1, 1]",
      equation = "y = 5000 · H·W · (‖μ − μ'‖² + ‖σ − σ'‖²), means and deviations in Oklab",
      make = function(_, o)
        local function moments(levels)
          local x = oklab(levels)
          local mean = x:mean("space")
          return mean, ((x - mean):square():mean("space") + 1e-6):sqrt()
        end
        local mean, deviation = moments(r.canvas())
        local wanted_mean, wanted_deviation = moments(r.canvas():aligned(o.picture))
        local drift = (mean - wanted_mean):square():sum() + (deviation - wanted_deviation):square():sum()
        -- Times the number of pixels: each has its share of a mean, and is pulled as hard on a canvas of any size.
        local pixels = (r.canvas():channel(0):fixed() * 0 + 1):sum()
        return 5e3 * pixels * drift
      end,
    },
    r.define {
      name = "off_palette", gives = "objective",
      about = "how far every pixel is from the nearest colour of a palette (Oklab): a print's inks, while it is dreamt",
      options = { colours = r.list { of = r.colour {}, most = 16, about = "the inks" } },
      positional = { "colours" },
      example = "minimize = 0.5 * r.off_palette { colours = { \"#f4ead5\", \"#7a1f2b\", \"#1d3b36\" } }",
      shape = "→ [1, 1, 1]",
      equation = "y = 1000 · Σₚ minᵢ ‖Oklab(xₚ) − Oklab(colours[i])‖²",
      make = function(_, o)
        local x, nearest = oklab(r.canvas()), nil
        for _, colour in ipairs(o.colours) do
          local distance = (x - oklab(r.vector(colour))):square():sum("channels")
          nearest = nearest and nearest:minimum(distance) or distance
        end
        return 1e3 * nearest:sum()
      end,
    },
  },
}
