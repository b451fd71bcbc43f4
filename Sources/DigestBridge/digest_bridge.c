#include "digest_bridge.h"

#include <openssl/evp.h>
#include <stdlib.h>

// OpenSSL's own type, under a name that Swift may see.
static EVP_MD_CTX *context(const digest *digest) { return (EVP_MD_CTX *)digest; }

digest *digest_open(void) {
    EVP_MD_CTX *made = EVP_MD_CTX_new();
    if (made && EVP_DigestInit_ex(made, EVP_sha256(), NULL)) return (digest *)made;
    EVP_MD_CTX_free(made);
    return NULL;
}

digest *digest_copy(const digest *digest) {
    EVP_MD_CTX *made = EVP_MD_CTX_new();
    if (made && EVP_MD_CTX_copy_ex(made, context(digest))) return (struct digest *)made;
    EVP_MD_CTX_free(made);
    return NULL;
}

// Neither of these can fail for a context that was opened: a wrong sum would be worse than an end.
void digest_add(digest *digest, const void *bytes, size_t size) {
    if (!EVP_DigestUpdate(context(digest), bytes, size)) abort();
}

void digest_finish(digest *digest, uint8_t result[digest_size]) {
    if (!EVP_DigestFinal_ex(context(digest), result, NULL)) abort();
}

void digest_close(digest *digest) { EVP_MD_CTX_free(context(digest)); }
