// Functions that Vulkan leaves a device more room for than a picture has: these are within two units in the last place everywhere.

#define infinity uintBitsToFloat(0x7f800000u)

/// 2^n, from -126 to 127.
float power_of_two(int n) { return uintBitsToFloat(uint(n + 127) << 23); }

/// eˣ (Cephes, expf.c)
float exact_exp(float x) {
    if (x > 88.7228) return infinity;
    if (x < -103.9) return 0.0;
    float n = floor(x * 1.44269504 + 0.5);
    float r = x - n * 0.693359375;
    r = r + n * 2.12194440e-4;
    float p = 1.9875691500e-4;
    p = p * r + 1.3981999507e-3;
    p = p * r + 8.3334519073e-3;
    p = p * r + 4.1665795894e-2;
    p = p * r + 1.6666665459e-1;
    p = p * r + 5.0000001201e-1;
    p = p * r * r + r + 1.0;
    // In two steps, since 2^n may lie beyond what a float holds.
    int half_of_it = int(n) / 2;
    return p * power_of_two(half_of_it) * power_of_two(int(n) - half_of_it);
}

/// ln x (Cephes, logf.c)
float exact_log(float x) {
    if (!(x > 0.0)) return x == 0.0 ? -infinity : uintBitsToFloat(0x7fc00000u);
    if (x == infinity) return x;
    float scale = 0.0;
    if (x < 1.17549435e-38) {
        x *= 16777216.0;
        scale = -24.0;
    }
    uint bits = floatBitsToUint(x);
    float e = float(int(bits >> 23) - 126) + scale;
    float m = uintBitsToFloat((bits & 0x7fffffu) | 0x3f000000u);
    if (m < 0.707106781) {
        e -= 1.0;
        m = m + m - 1.0;
    } else {
        m -= 1.0;
    }
    float z = m * m;
    float p = 7.0376836292e-2;
    p = p * m - 1.1514610310e-1;
    p = p * m + 1.1676998740e-1;
    p = p * m - 1.2420140846e-1;
    p = p * m + 1.4249322787e-1;
    p = p * m - 1.6668057665e-1;
    p = p * m + 2.0000714765e-1;
    p = p * m - 2.4999993993e-1;
    p = p * m + 3.3333331174e-1;
    p = p * m * z;
    p += e * -2.12194440e-4;
    p -= 0.5 * z;
    return m + p + e * 0.693359375;
}

/// eˣ − 1
float exact_expm1(float x) {
    if (abs(x) > 0.35) return exact_exp(x) - 1.0;
    float p = 2.48015873e-5;
    p = p * x + 1.98412698e-4;
    p = p * x + 1.38888889e-3;
    p = p * x + 8.33333333e-3;
    p = p * x + 4.16666667e-2;
    p = p * x + 1.66666667e-1;
    p = p * x + 0.5;
    return p * x * x + x;
}

/// ln(1 + x), of x from 0 to 1
float exact_log1p(float x) {
    float u = 1.0 + x;
    // What the sum lost comes back by the slope.
    return u == 1.0 ? x : exact_log(u) + (x - (u - 1.0)) / u;
}

/// tanh x (Cephes, tanhf.c)
float exact_tanh(float x) {
    float a = abs(x);
    if (a > 9.1) return sign(x);
    if (a >= 0.625) return sign(x) * (1.0 - 2.0 / (exact_exp(a + a) + 1.0));
    float z = x * x;
    float p = -5.70498872745e-3;
    p = p * z + 2.06390887954e-2;
    p = p * z - 5.37397155531e-2;
    p = p * z + 1.33314422036e-1;
    p = p * z - 3.33332819422e-1;
    return p * z * x + x;
}

/// The error function (polynomials of N. Juffa).
float exact_erf(float x) {
    float t = abs(x), s = x * x;
    if (t > 0.927734375) {
        float r = -1.72853470e-5 * t + 3.83197126e-4;
        float u = -3.88396438e-3 * t + 2.42546219e-2;
        r = r * s + u;
        r = r * t - 1.06777877e-1;
        r = r * t - 6.34846687e-1;
        r = r * t - 1.28717512e-1;
        r = r * t - t;
        return sign(x) * (1.0 - exact_exp(r));
    }
    float r = -5.96761703e-4;
    r = r * s + 4.99119423e-3;
    r = r * s - 2.67681349e-2;
    r = r * s + 1.12819925e-1;
    r = r * s - 3.76125336e-1;
    r = r * s + 1.28379166e-1;
    return r * x + x;
}

/// x^y; of x below 0 for whole y alone.
float exact_power(float x, float y) {
    if (y == 0.0) return 1.0;
    if (x >= 0.0) return exact_exp(y * exact_log(x));
    if (y != floor(y)) return uintBitsToFloat(0x7fc00000u);
    float size = exact_exp(y * exact_log(-x));
    return floor(y * 0.5) * 2.0 == y ? size : -size;
}

/// σ(x) = 1 / (1 + e⁻ˣ)
float logistic(float x) { return 1.0 / (1.0 + exact_exp(-x)); }

/// cos 2πx, of x from 0 to 1 (Cephes, sinf.c)
float exact_cosine(float x) {
    float quarter = floor(x * 4.0 + 0.5);
    float r = (x - quarter * 0.25) * 6.28318531, z = r * r;
    float sine = ((-1.9515295891e-4 * z + 8.3321608736e-3) * z - 1.6666654611e-1) * z * r + r;
    float cosine = ((2.443315711809948e-5 * z - 1.388731625493765e-3) * z + 4.166664568298827e-2) * z * z - 0.5 * z + 1.0;
    uint turn = uint(quarter) & 3;
    float size = (turn & 1) == 0 ? cosine : sine;
    return turn == 1 || turn == 2 ? -size : size;
}
