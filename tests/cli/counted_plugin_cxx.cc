// What a counted C program loads, and the C++ library with it: five calls of operator new.
extern "C" void allocate_in_plugin();

void allocate_in_plugin() {
    for (int i = 0; i < 5; i++) {
        int *volatile block = new int;
        delete block;
    }
}
