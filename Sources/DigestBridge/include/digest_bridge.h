#pragma once
// SHA-256 (FIPS 180-4) of what comes piece by piece, through OpenSSL's EVP.

#include <stddef.h>
#include <stdint.h>

enum { digest_size = 32 };

/// A sum under way.
typedef struct digest digest;

/// Of nothing yet; NULL when there is no memory for it.
digest *digest_open(void);

/// Another one, of what came so far; NULL when there is no memory for it.
digest *digest_copy(const digest *digest);

void digest_add(digest *digest, const void *bytes, size_t size);

/// What came so far, summed up; goes on with nothing after it.
void digest_finish(digest *digest, uint8_t result[digest_size]);

void digest_close(digest *digest);
