// Debian 12's Wine lacks the one function from which Rust's HashMap takes its randomness. Only for Wine,
// never to be shipped.
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE to, SIZE_T length) {
    return length <= 0x7fffffff && SystemFunction036(to, (ULONG)length);
}
