#include <stdlib.h>
#include <string.h>

#include <lcms2.h>

#include "codec_bridge.h"
#include "lab.h"

// Profiles of pictures are small; those of printing presses have a few megabytes.
enum { largest_profile = 16 << 20 };

static cmsHPROFILE open_profile(const uint8_t *data, size_t size) {
    if (!data || size == 0 || size > largest_profile) return NULL;
    cmsHPROFILE profile = cmsOpenProfileFromMem(data, (cmsUInt32Number)size);
    if (!profile) return NULL;
    switch (cmsGetDeviceClass(profile)) {
    case cmsSigInputClass:
    case cmsSigDisplayClass:
    case cmsSigOutputClass:
    case cmsSigColorSpaceClass: return profile;
    default: cmsCloseProfile(profile); return NULL;
    }
}

static codec_profile_kind kind_of(cmsHPROFILE profile) {
    switch (cmsGetColorSpace(profile)) {
    case cmsSigGrayData: return cmsIsTag(profile, cmsSigGrayTRCTag) ? codec_profile_grey : codec_profile_unreadable;
    case cmsSigCmykData: return cmsIsTag(profile, cmsSigAToB0Tag) ? codec_profile_inks : codec_profile_unreadable;
    case cmsSigRgbData:
        if (cmsIsTag(profile, cmsSigAToB0Tag) || cmsIsTag(profile, cmsSigDToB0Tag)) return codec_profile_tables;
        return cmsIsMatrixShaper(profile) ? codec_profile_curves : codec_profile_unreadable;
    default: return codec_profile_unreadable;
    }
}

codec_profile_kind codec_kind_of_profile(const uint8_t *data, size_t size) {
    cmsHPROFILE profile = open_profile(data, size);
    if (!profile) return codec_profile_unreadable;
    codec_profile_kind kind = kind_of(profile);
    cmsCloseProfile(profile);
    return kind;
}

bool codec_light_of_profile(const uint8_t *data, size_t size, int count, float *light) {
    static const cmsTagSignature tags[3] = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
    cmsHPROFILE profile = open_profile(data, size);
    bool is_read = profile && kind_of(profile) == codec_profile_curves;
    for (int c = 0; is_read && c < 3; c++) {
        // Belongs to the profile.
        const cmsToneCurve *curve = cmsReadTag(profile, tags[c]);
        is_read = curve != NULL;
        for (int i = 0; is_read && i < count; i++)
            light[(size_t)c * (size_t)count + (size_t)i] = cmsEvalToneCurveFloat(curve, (float)i / (float)(count - 1));
    }
    if (profile) cmsCloseProfile(profile);
    return is_read;
}

// A transform that computes with every sample; NULL where it cannot be made. The profiles are closed.
static cmsHTRANSFORM transform(
    cmsHPROFILE from, cmsUInt32Number from_type, cmsHPROFILE to, cmsUInt32Number to_type, cmsUInt32Number intent) {
    cmsHTRANSFORM made = from && to ? cmsCreateTransform(from, from_type, to, to_type, intent, cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE) : NULL;
    if (from) cmsCloseProfile(from);
    if (to) cmsCloseProfile(to);
    return made;
}

bool codec_greys_of_profile(const uint8_t *data, size_t size, int count, float *levels) {
    if (codec_kind_of_profile(data, size) != codec_profile_grey) return false;
    cmsHTRANSFORM made = transform(
        open_profile(data, size), TYPE_GRAY_FLT, cmsCreate_sRGBProfile(), TYPE_RGB_FLT, INTENT_RELATIVE_COLORIMETRIC);
    for (int i = 0; made && i < count; i++) {
        float grey = (float)i / (float)(count - 1), colour[3];
        cmsDoTransform(made, &grey, colour, 1);
        levels[i] = colour[1];
    }
    if (made) cmsDeleteTransform(made);
    return made != NULL;
}

struct codec_inks {
    cmsHTRANSFORM transform;
};

codec_inks *codec_open_inks(const uint8_t *data, size_t size) {
    if (codec_kind_of_profile(data, size) != codec_profile_inks) return NULL;
    codec_inks *inks = malloc(sizeof *inks);
    if (!inks) return NULL;
    // As the profile's maker wants pictures to look on screens. With LittleCMS's own optimisation, since tables of inks are large.
    cmsHPROFILE from = open_profile(data, size), to = cmsCreate_sRGBProfile();
    inks->transform = from && to ? cmsCreateTransform(from, TYPE_CMYK_8, to, TYPE_RGB_16, INTENT_PERCEPTUAL, 0) : NULL;
    if (from) cmsCloseProfile(from);
    if (to) cmsCloseProfile(to);
    if (inks->transform) return inks;
    free(inks);
    return NULL;
}

void codec_convert_inks(codec_inks *inks, const uint8_t *pixels, uint16_t *levels, int count) {
    cmsDoTransform(inks->transform, pixels, levels, (cmsUInt32Number)count);
}

void codec_close_inks(codec_inks *inks) {
    if (!inks) return;
    cmsDeleteTransform(inks->transform);
    free(inks);
}

struct codec_lab {
    cmsHTRANSFORM transform;
};

codec_lab *codec_open_lab(void) {
    codec_lab *lab = malloc(sizeof *lab);
    if (!lab) return NULL;
    lab->transform = transform(
        cmsCreateLab4Profile(NULL), TYPE_Lab_DBL, cmsCreate_sRGBProfile(), TYPE_RGB_16, INTENT_RELATIVE_COLORIMETRIC);
    if (lab->transform) return lab;
    free(lab);
    return NULL;
}

void codec_convert_lab(codec_lab *lab, const double *pixels, uint16_t *levels, size_t count) {
    cmsDoTransform(lab->transform, pixels, levels, (cmsUInt32Number)count);
}

void codec_close_lab(codec_lab *lab) {
    if (!lab) return;
    cmsDeleteTransform(lab->transform);
    free(lab);
}

bool codec_convert_numbers(
    const uint8_t *from, size_t from_size, const uint8_t *to, size_t to_size, float *pixels, int count) {
    cmsHTRANSFORM made = transform(
        from ? open_profile(from, from_size) : cmsCreate_sRGBProfile(), TYPE_RGB_FLT,
        to ? open_profile(to, to_size) : cmsCreate_sRGBProfile(), TYPE_RGB_FLT, INTENT_RELATIVE_COLORIMETRIC);
    if (!made) return false;
    cmsDoTransform(made, pixels, pixels, (cmsUInt32Number)count);
    cmsDeleteTransform(made);
    return true;
}

codec_status codec_make_profile(const double xy[8], codec_bytes *file) {
    *file = (codec_bytes){0};
    // IEC 61966-2-1, as LittleCMS has it: type 4.
    cmsToneCurve *curve = cmsBuildParametricToneCurve(NULL, 4, (double[]){2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045});
    if (!curve) return codec_out_of_memory;
    cmsCIExyY white = {xy[0], xy[1], 1};
    cmsCIExyYTRIPLE primaries = {{xy[2], xy[3], 1}, {xy[4], xy[5], 1}, {xy[6], xy[7], 1}};
    cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, (cmsToneCurve *[]){curve, curve, curve});
    cmsFreeToneCurve(curve);
    if (!profile) return codec_damaged;
    cmsUInt32Number size = 0;
    cmsSaveProfileToMem(profile, NULL, &size);
    uint8_t *bytes = size >= 128 ? malloc(size) : NULL;
    bool is_made = bytes && cmsSaveProfileToMem(profile, bytes, &size);
    cmsCloseProfile(profile);
    if (!is_made) {
        free(bytes);
        return codec_damaged;
    }
    // ICC.1:2010, 7.2.8: when it was made, which is the same day for all of them.
    memcpy(bytes + 24, (const uint8_t[]){0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0}, 12);
    *file = (codec_bytes){bytes, size, size};
    return codec_ok;
}

// CIE XYZ of D50, as profiles have it.
static bool chromaticity(const cmsCIEXYZ *light, double *xy) {
    double sum = light->X + light->Y + light->Z;
    if (!(sum > 1e-6)) return false;
    xy[0] = light->X / sum;
    xy[1] = light->Y / sum;
    return true;
}

// ICC.1:2010, 9.2.15 and annex E: profiles of displays are adapted to D50; the white that they are of is D50 taken back, or, in old ones, what
// the white point's tag says.
bool codec_primaries_of_profile(const uint8_t *data, size_t size, double xy[8]) {
    static const cmsTagSignature tags[3] = {cmsSigRedColorantTag, cmsSigGreenColorantTag, cmsSigBlueColorantTag};
    cmsHPROFILE profile = open_profile(data, size);
    bool is_read = profile && kind_of(profile) == codec_profile_curves;
    cmsCIEXYZ white = *cmsD50_XYZ();
    if (is_read) {
        const cmsCIEXYZ *said = cmsReadTag(profile, cmsSigMediaWhitePointTag);
        const cmsFloat64Number *adapted = cmsReadTag(profile, cmsSigChromaticAdaptationTag);
        if (adapted) {
            // The white that the matrix brings to D50, by Cramer's rule.
            const double *m = adapted;
            double determinant = m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
            const cmsCIEXYZ *d50 = cmsD50_XYZ();
            double x = d50->X, y = d50->Y, z = d50->Z;
            is_read = determinant > 1e-6 || determinant < -1e-6;
            if (is_read) {
                white.X = (x * (m[4] * m[8] - m[5] * m[7]) - m[1] * (y * m[8] - m[5] * z) + m[2] * (y * m[7] - m[4] * z)) / determinant;
                white.Y = (m[0] * (y * m[8] - m[5] * z) - x * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * z - y * m[6])) / determinant;
                white.Z = (m[0] * (m[4] * z - y * m[7]) - m[1] * (m[3] * z - y * m[6]) + x * (m[3] * m[7] - m[4] * m[6])) / determinant;
            }
        } else if (said) {
            white = *said;
        }
    }
    is_read = is_read && chromaticity(&white, xy);
    for (int c = 0; is_read && c < 3; c++) {
        const cmsCIEXYZ *colorant = cmsReadTag(profile, tags[c]);
        cmsCIEXYZ own;
        is_read = colorant && cmsAdaptToIlluminant(&own, cmsD50_XYZ(), &white, colorant) && chromaticity(&own, xy + 2 + 2 * c);
    }
    if (profile) cmsCloseProfile(profile);
    return is_read;
}
