// SPDX-License-Identifier: Apache-2.0
package org.kitscribe.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;

/**
 * A JSON object of a manifest, read field by field; whatever is missing or of the wrong kind becomes a {@link
 * PackException} naming the file and the field's path. [any]
 */
public final class Fields {
    private final String file;
    private final String path;
    private final Map<?, ?> values;

    /** Wraps a parsed JSON object ({@code Map}, {@code List}, {@code Number}, {@code String}, {@code Boolean}). */
    public Fields(String file, Map<?, ?> values) {
        this(file, "", values);
    }

    private Fields(String file, String path, Map<?, ?> values) {
        this.file = file;
        this.path = path;
        this.values = values;
    }

    /** Returns whether there is a field {@code name}. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Returns the object {@code name}. */
    public Fields object(String name) throws PackException {
        return new Fields(file, path + name + ".", value(name, Map.class, "an object"));
    }

    /** Reads something from an object. */
    public interface Reader<T> {
        /** Returns it, or tells what is wrong with the object. */
        T read(Fields fields) throws PackException;
    }

    /** Returns what is read from the object {@code name}, null where there is none. */
    public <T> T optional(String name, Reader<T> reader) throws PackException {
        return has(name) ? reader.read(object(name)) : null;
    }

    /** Returns the objects of the array {@code name}, which must not be empty. */
    public List<Fields> objects(String name) throws PackException {
        List<Fields> objects = new ArrayList<>();
        for (Map<?, ?> item : items(name, value(name, List.class, "an array"), Map.class, "an object")) {
            objects.add(new Fields(file, path + name + "[" + objects.size() + "].", item));
        }
        return objects;
    }

    /** Returns the strings of the array {@code name}, which must not be empty. */
    public List<String> texts(String name) throws PackException {
        return items(name, value(name, List.class, "an array"), String.class, "a string");
    }

    /** Returns the strings of the arrays in the array {@code name}, none of which may be empty. */
    public List<List<String>> textLists(String name) throws PackException {
        List<List<String>> lists = new ArrayList<>();
        for (List<?> list : items(name, value(name, List.class, "an array"), List.class, "an array")) {
            lists.add(items(name + "[" + lists.size() + "]", list, String.class, "a string"));
        }
        return lists;
    }

    /** Returns the string {@code name}, which must not be empty. */
    public String text(String name) throws PackException {
        String text = value(name, String.class, "a string");
        if (text.isEmpty()) {
            throw error(name, "is empty");
        }
        return text;
    }

    /** Returns the boolean {@code name}. */
    public boolean flag(String name) throws PackException {
        return value(name, Boolean.class, "true or false");
    }

    /** Returns the whole number {@code name}, from {@code low} to {@code high}. */
    public int whole(String name, int low, int high) throws PackException {
        return (int) number(
                name, v -> v == Math.rint(v) && v >= low && v <= high, "a whole number from " + low + " to " + high);
    }

    /** Returns the number {@code name}, from {@code low} to {@code high}. */
    public double number(String name, double low, double high) throws PackException {
        return number(name, v -> v >= low && v <= high, "a number from " + low + " to " + high);
    }

    /** Returns the error "field {@code name} {@code cause}" for this object's file and path. */
    public PackException error(String name, String cause) {
        return new PackException(file, "field " + path + name + " " + cause);
    }

    /** Returns the place of field {@code name}'s {@code value} among the only ones that it may have. */
    public int place(String name, String value, List<String> values) throws PackException {
        if (!values.contains(value)) {
            throw error(name, "is " + value + ", not one of " + String.join(", ", values));
        }
        return values.indexOf(value);
    }

    /** Returns the places of field {@code name}'s texts among the only ones that they may be. */
    public List<Integer> places(String name, List<String> values) throws PackException {
        List<Integer> places = new ArrayList<>();
        for (String text : texts(name)) {
            places.add(place(name + "[" + places.size() + "]", text, values));
        }
        return List.copyOf(places);
    }

    private double number(String name, DoublePredicate allowed, String kind) throws PackException {
        double number = value(name, Number.class, kind).doubleValue();
        if (!allowed.test(number)) {
            throw error(name, "is " + values.get(name) + ", not " + kind);
        }
        return number;
    }

    private <T> List<T> items(String name, List<?> values, Class<T> type, String kind) throws PackException {
        List<T> items = new ArrayList<>(values.size());
        for (Object value : values) {
            if (!type.isInstance(value)) {
                throw error(name + "[" + items.size() + "]", "is not " + kind);
            }
            items.add(type.cast(value));
        }
        if (items.isEmpty()) {
            throw error(name, "is empty");
        }
        return items;
    }

    private <T> T value(String name, Class<T> type, String kind) throws PackException {
        Object value = values.get(name);
        if (value == null) {
            throw error(name, "is missing");
        }
        if (!type.isInstance(value)) {
            throw error(name, "is not " + kind);
        }
        return type.cast(value);
    }
}
